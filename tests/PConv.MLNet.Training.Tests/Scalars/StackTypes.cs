using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PConv.MLNet.Testing;

/// <summary>What lies on the evaluation stack where a method is called.</summary>
static class StackTypes
{
    /// <summary>The static type of the object on which an instance method is called: that of the field, variable, parameter or result that
    /// was pushed for it.</summary>
    public static TypeReference? OfReceiver(MethodDefinition method, Instruction call)
    {
        // pushed before the call: the arguments, and before them the receiver
        var missing = ((MethodReference)call.Operand).Parameters.Count + 1;
        for (var at = call.Previous; at is not null; at = at.Previous)
        {
            missing -= Pushes(at);
            if (missing <= 0)
            {
                return TypeOf(method, at);
            }

            missing += Pops(at, method);
        }

        return null;
    }

    static TypeReference? TypeOf(MethodDefinition method, Instruction instruction) => instruction.Operand switch
    {
        FieldReference field => field.FieldType,
        MethodReference called => called.Name == ".ctor" ? called.DeclaringType : called.ReturnType,
        VariableDefinition variable => variable.VariableType,
        ParameterDefinition parameter => parameter.ParameterType,
        _ => instruction.OpCode.Code switch
        {
            Code.Ldloc_0 or Code.Ldloc_1 or Code.Ldloc_2 or Code.Ldloc_3 =>
                method.Body.Variables[instruction.OpCode.Code - Code.Ldloc_0].VariableType,
            Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3 => Argument(method, instruction.OpCode.Code - Code.Ldarg_0),
            _ => null,
        },
    };

    static TypeReference Argument(MethodDefinition method, int index) =>
        !method.HasThis ? method.Parameters[index].ParameterType : index == 0 ? method.DeclaringType
        : method.Parameters[index - 1].ParameterType;

    static int Pushes(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush => ((IMethodSignature)instruction.Operand).ReturnType.MetadataType == MetadataType.Void ? 0 : 1,
        _ => 1,
    };

    static int Pops(Instruction instruction, MethodDefinition method) => instruction.OpCode.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        StackBehaviour.PopAll => method.Body.MaxStackSize,
        StackBehaviour.Varpop => instruction.Operand is IMethodSignature called
            ? called.Parameters.Count + (called.HasThis && instruction.OpCode.Code != Code.Newobj ? 1 : 0)
            : 0,
        _ => 3,
    };
}

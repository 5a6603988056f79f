using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PConv.MLNet.Testing;

/// <summary>Finds code that hands a number to Torch as a <c>Scalar</c> that nothing holds.</summary>
/// <remarks>
/// A Scalar counts as held if the code stores it at once, in a local that is disposed, in a field or in an array. Methods of TorchSharp
/// that make one and do not hold it, or call one that does, are unsafe to call: <c>a + b</c> and <c>1 - a</c> are. A module's <c>call</c>
/// is its <c>forward</c>.
/// </remarks>
sealed class ScalarUse
{
    const string Scalar = "TorchSharp.Scalar";

    readonly HashSet<string> unsafeMethods;
    readonly HashSet<string> unsafeModules;

    /// <summary>Reads TorchSharp.dll, and finds its unsafe methods.</summary>
    public ScalarUse(string torchSharp)
    {
        using var module = ModuleDefinition.ReadModule(torchSharp);
        MethodDefinition[] methods =
            [.. Methods(module).Where(m => m.DeclaringType.FullName is not (Scalar or "TorchSharp.ScalarExtensionMethods"))];
        var callers = methods.SelectMany(m => Calls(m).Select(Definition).Distinct(), (m, called) => (m.FullName, Called: called))
            .ToLookup(c => c.Called, c => c.FullName);
        unsafeMethods = [.. methods.Where(m => Unheld(m).Any()).Select(m => m.FullName)];
        var pending = new Stack<string>(unsafeMethods);
        while (pending.TryPop(out var called))
        {
            foreach (var caller in callers[called].Where(unsafeMethods.Add))
            {
                pending.Push(caller);
            }
        }

        unsafeModules =
            [.. module.GetTypes().Where(type => Forward(type) is { } forward && unsafeMethods.Contains(forward.FullName))
                .Select(type => type.FullName)];
    }

    /// <summary>The places in an assembly, as <c>Type.Method: what it calls</c>.</summary>
    public IReadOnlyList<string> In(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return
        [
            .. from method in Methods(module)
               from call in Unheld(method).Concat(Calls(method).Where(IsUnsafe)).Concat(UnsafeModuleCalls(method))
               select $"{method.DeclaringType.FullName}.{method.Name}: " +
               $"{call.DeclaringType.Name}.{call.Name}({string.Join(", ", call.Parameters.Select(p => p.ParameterType.Name))})",
        ];
    }

    bool IsUnsafe(MethodReference call) => unsafeMethods.Contains(Definition(call));

    /// <summary>Calls of modules of TorchSharp whose forward is unsafe.</summary>
    IEnumerable<MethodReference> UnsafeModuleCalls(MethodDefinition method) =>
        from instruction in method.Body.Instructions
        let call = instruction.Operand as MethodReference
        where call is { Name: "call", HasThis: true } && StackTypes.OfReceiver(method, instruction) is { } receiver
        && unsafeModules.Contains(receiver.GetElementType().FullName)
        select call;

    /// <summary>What a module computes: its own method or the nearest base type's.</summary>
    static MethodDefinition? Forward(TypeDefinition type) => type.Methods.FirstOrDefault(m => m.Name == "forward" && m.HasBody)
        ?? (type.BaseType?.GetElementType() is TypeDefinition parent ? Forward(parent) : null);

    /// <summary>Calls that give a new Scalar which is neither stored nor disposed.</summary>
    static IEnumerable<MethodReference> Unheld(MethodDefinition method) =>
        from instruction in method.Body.Instructions
        let call = instruction.Operand as MethodReference
        where call is not null && MakesScalar(call) && !IsHeld(method, instruction.Next)
        select call;

    static bool MakesScalar(MethodReference call) =>
        call.ReturnType.FullName == Scalar && call.Name is "op_Implicit" or "ToScalar" or "ToBFloat16Scalar"
        || call is { Name: ".ctor", DeclaringType.FullName: Scalar };

    static bool IsHeld(MethodDefinition method, Instruction next) =>
        next.OpCode.Code is Code.Stsfld or Code.Stfld or Code.Stelem_Ref
        || (LocalOf(method, next, stores: true) is { } local && IsDisposed(method, local));

    /// <summary>Whether a finally block of the method loads the local.</summary>
    static bool IsDisposed(MethodDefinition method, VariableDefinition local) => method.Body.ExceptionHandlers.Any(handler =>
    {
        var inside = false;
        for (var at = handler.HandlerStart; handler.HandlerType == ExceptionHandlerType.Finally && at != handler.HandlerEnd; at = at.Next)
        {
            inside |= LocalOf(method, at, stores: false) == local;
        }

        return inside;
    });

    static VariableDefinition? LocalOf(MethodDefinition method, Instruction instruction, bool stores) =>
        (instruction.OpCode.Code, stores) switch
    {
        (Code.Stloc_0, true) or (Code.Ldloc_0, false) => method.Body.Variables[0],
        (Code.Stloc_1, true) or (Code.Ldloc_1, false) => method.Body.Variables[1],
        (Code.Stloc_2, true) or (Code.Ldloc_2, false) => method.Body.Variables[2],
        (Code.Stloc_3, true) or (Code.Ldloc_3, false) => method.Body.Variables[3],
        (Code.Stloc or Code.Stloc_S, true) or (Code.Ldloc or Code.Ldloc_S, false) => (VariableDefinition)instruction.Operand,
        _ => null,
    };

    static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>();

    /// <summary>The name of what is called; that of the reference where the assembly it lies in is not at hand.</summary>
    static string Definition(MethodReference call)
    {
        try
        {
            return call.GetElementMethod().Resolve()?.FullName ?? call.FullName;
        }
        catch (AssemblyResolutionException)
        {
            return call.FullName;
        }
    }
}

using PConv.MLNet.Cli;

if (args is [("train" or "export") and var moved, ..])
{
    Terminal.Fail($"'{moved}' is a command of pconv-train. Install it with 'dotnet tool install --global pconv-train', " +
        $"or run it in a checkout: dotnet run --project src/PConv.MLNet.Cli.Training -c Release -- {moved} ...");
    return CommandLine.WrongUse;
}

return await CommandLine.RunAsync(PconvCommand.Create(), PconvCommand.Name, PconvCommand.Beginning, PconvCommand.Words, args);

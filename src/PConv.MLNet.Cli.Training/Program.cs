using PConv.MLNet.Cli;
using PConv.MLNet.Cli.Training;

return await CommandLine.RunAsync(
    PconvTrainCommand.Create(), PconvTrainCommand.Name, PconvTrainCommand.Beginning, PconvTrainCommand.Words, args);

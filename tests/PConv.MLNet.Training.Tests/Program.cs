namespace PConv.MLNet.Training.Tests;

/// <summary>Jobs that tests start in processes of their own: <c>own ...</c>, or <c>ranks ...</c> by mpirun.</summary>
static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is ["ranks", .. var job])
        {
            return RankJobs.Run(job);
        }

        Console.WriteLine(OwnJobs.Run(arguments));
        return 0;
    }
}

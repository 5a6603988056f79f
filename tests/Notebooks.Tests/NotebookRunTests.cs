using PConv.MLNet.Testing;

namespace Notebooks.Tests;

/// <summary>Runs every cell and compares what it shows with what is stored; <c>./build.sh notebooks</c> stores it instead.</summary>
public class NotebookRunTests
{
    static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_NOTEBOOKS") == "1";

    public static TheoryData<string> Names => [.. Notebook.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Notebook_RunFromTopToBottom_ShowsWhatIsStored(string name)
    {
        var notebook = Notebook.Load(name);
        if (!Reader.HasTorch && notebook.Code.Any(cell => cell.References.Any(r => r.Contains("TorchSharp", StringComparison.Ordinal))))
        {
            Assert.False(Update, $"{name} cannot run here, because Torch cannot be loaded.");
            Kernel.Compile(notebook.Code.Select(cell => cell.WithoutReferences));
            return;
        }

        using var place = new Place();
        var kernel = new Kernel();
        foreach (var (i, cell) in notebook.Code.Index())
        {
            try
            {
                var shown = await kernel.Run(cell.WithoutReferences);
                if (Update)
                {
                    cell.Store(i + 1, shown);
                }
                else
                {
                    Outputs.Equal(cell.Shown, shown);
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{name}, cell '{cell.Id}': {e.Message}", e);
            }
        }

        if (Update)
        {
            notebook.Save();
        }
    }
}

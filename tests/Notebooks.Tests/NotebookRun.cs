namespace Notebooks.Tests;

/// <summary>Runs every cell in a kernel of its own and compares what it shows with what is stored, or stores it.</summary>
static class NotebookRun
{
    static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_NOTEBOOKS") == "1";

    public static async Task Check(string name)
    {
        var notebook = Notebook.Load(name);
        using var place = new Place();
        using var kernel = await Kernel.Start(place);
        foreach (var (i, cell) in notebook.Code.Index())
        {
            try
            {
                var shown = await kernel.Run(cell.Source);
                if (cell.ReferencesPackages)
                {
                    shown = [.. shown.Where(output => output.Kind != "display_data")]; // which folders of this machine it loads from
                }

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

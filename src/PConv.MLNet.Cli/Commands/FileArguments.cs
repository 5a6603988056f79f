using System.CommandLine;
using System.CommandLine.Parsing;

namespace PConv.MLNet.Cli.Commands;

/// <summary>Image, mask and result: by name, or one after the other without names.</summary>
sealed class FileArguments
{
    readonly Argument<string[]> files = new("files")
    {
        Description = "Image, mask and result, in place of --image, --mask and --output.",
        HelpName = "image> <mask> <output",
        Arity = new(0, 3),
    };

    readonly Option<string> image = new("--image", "-i")
    {
        Description = "Image to fill, or a folder of images.",
        HelpName = "file|folder",
    };
    readonly Option<string> mask = new("--mask", "-m")
    {
        Description = "Mask of the image's size, one for all images of a folder, or a folder with one for each: of a.jpg it is a.png, " +
            "a_mask.png, a-mask.png or a_mask001.png; in the images' own folder not a.png.",
        HelpName = "file|folder",
    };

    readonly Option<string> output = new("--output", "-o")
    {
        Description = "File to write (png keeps known pixels bit by bit), or a folder.",
        HelpName = "file|folder",
    };

    Option<string>[] Options => [image, mask, output];

    public void AddTo(Command command)
    {
        command.Arguments.Add(files);
        for (var i = 0; i < Options.Length; i++)
        {
            command.Options.Insert(i, Options[i]);
        }

        command.Validators.Add(Check);
    }

    /// <summary>The three paths of a command line that was checked.</summary>
    public (string Image, string Mask, string Output) Read(ParseResult result)
    {
        var unnamed = new Queue<string>(result.GetValue(files) ?? []);
        return (Next(image), Next(mask), Next(output));

        string Next(Option<string> option) => result.GetResult(option) is null ? unnamed.Dequeue() : result.GetRequiredValue(option);
    }

    void Check(CommandResult result)
    {
        var missing = Options.Where(option => result.GetResult(option) is null).ToArray();
        var unnamed = result.GetResult(files)?.Tokens ?? [];
        if (unnamed.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } unknown)
        {
            result.AddError($"There is no option '{unknown.Value}'.");
        }
        else if (unnamed.Count > missing.Length)
        {
            result.AddError($"'{unnamed[missing.Length].Value}' is one file too many, since an image, a mask and a result are named.");
        }
        else if (unnamed.Count < missing.Length)
        {
            result.AddError($"{missing[unnamed.Count].Name} is missing. Write: pconv inpaint photo.jpg mask.png filled.png");
        }
    }
}

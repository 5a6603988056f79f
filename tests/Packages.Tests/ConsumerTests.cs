using PConv.MLNet.Masks;

namespace Packages.Tests;

/// <summary>A project outside the repository that has nothing but the packages.</summary>
/// <remarks>One for net8.0 runs on a later .NET where no .NET 8 is installed: what it shows then is that the package fits a project for
/// net8.0 and fills, not that .NET 8 runs it.</remarks>
public sealed class ConsumerTests
{
    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void Readme_OfThePackage_FillsAPhotograph(string framework)
    {
        using var folder = new UserFolder();
        var mask = folder.AddImages();
        folder.Write("user.csproj", Project(framework, "PConv.MLNet", "Microsoft.ML.OnnxRuntime"));
        folder.Write("Program.cs", Feed.Open("PConv.MLNet").Code("csharp"));

        folder.Dotnet("run", "--project", "user.csproj", "-c", "Release");

        folder.IsFilled("filled.png", mask);
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void Readme_OfTraining_Compiles(string framework)
    {
        using var folder = new UserFolder();
        folder.Write("user.csproj", Project(framework, "PConv.MLNet.Training"));
        folder.Write("Program.cs", Feed.Open("PConv.MLNet.Training").Code("csharp"));

        folder.Dotnet("build", "user.csproj", "-c", "Release");
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void Readme_OfTheWebPackage_Compiles(string framework)
    {
        using var folder = new UserFolder();
        folder.Write("user.csproj", Project(framework, "PConv.MLNet.AspNetCore")
            .Replace("NET.Sdk", "NET.Sdk.Web", StringComparison.Ordinal));
        folder.Write("Program.cs", Feed.Open("PConv.MLNet.AspNetCore").Code("csharp"));

        folder.Dotnet("build", "user.csproj", "-c", "Release");
    }

    internal static string Project(string framework, params string[] packages) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>{framework}</TargetFramework>
            <RollForward>Major</RollForward>
            <UseAppHost>false</UseAppHost>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>{string.Concat(packages.Select(Reference))}</ItemGroup>
        </Project>
        """;

    static string Reference(string id) =>
        $"<PackageReference Include=\"{id}\" Version=\"{Feed.Versions.GetValueOrDefault(id, Feed.Version)}\" />";
}

using PConv.MLNet.Masks;

namespace Packages.Tests;

/// <summary>A project outside the repository that has nothing but the packages.</summary>
public sealed class ConsumerTests
{
    [Fact]
    public void Readme_OfThePackage_FillsAPhotograph()
    {
        using var folder = new UserFolder();
        var mask = folder.AddImages();
        folder.Write("user.csproj", Project("PConv.MLNet", "Microsoft.ML.OnnxRuntime"));
        folder.Write("Program.cs", Feed.Open("PConv.MLNet").Code("csharp"));

        folder.Dotnet("run", "--project", "user.csproj", "-c", "Release");

        folder.IsFilled("filled.png", mask);
    }

    [Fact]
    public void Readme_OfTraining_Compiles()
    {
        using var folder = new UserFolder();
        folder.Write("user.csproj", Project("PConv.MLNet.Training"));
        folder.Write("Program.cs", Feed.Open("PConv.MLNet.Training").Code("csharp"));

        folder.Dotnet("build", "user.csproj", "-c", "Release");
    }

    static string Project(params string[] packages) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>{string.Concat(packages.Select(id => $"<PackageReference Include=\"{id}\" Version=\"{Feed.Versions.GetValueOrDefault(id, Feed.Version)}\" />"))}</ItemGroup>
        </Project>
        """;
}

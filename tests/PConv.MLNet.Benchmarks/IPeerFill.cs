using System.Diagnostics;
using PConv.MLNet.Images;

namespace PConv.MLNet.Benchmarks;

/// <summary>A method of another library on images that it was given beforehand, so that only the filling is timed.</summary>
interface IPeerFill : IDisposable
{
    /// <summary>The process that fills.</summary>
    Process Process => Process.GetCurrentProcess();

    /// <summary>Fills all images.</summary>
    void Run();

    /// <summary>What the last <see cref="Run"/> made of an image.</summary>
    RgbImage Filled(int index);
}

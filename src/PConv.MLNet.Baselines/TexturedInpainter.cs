using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>A smooth fill, that of a network or another method, with texture from the known surroundings.</summary>
/// <remarks>
/// Networks trained for PSNR and solvers of differential equations fill with means of what could be there, which is blurred. Here patches take after
/// the known surroundings, starting from the smooth fill (as in <see cref="PatchMatchInpainter"/>), and their fine part is added to it:
/// H + s · (P − H − G(P − H)), where H is the smooth fill, P the patches', G a binomial low-pass of σ = 1 and s the strength.
/// H keeps its say on all that is coarse, so that little PSNR is lost.
/// </remarks>
/// <param name="smooth">Fills smoothly. Disposed with this.</param>
/// <param name="options">How much texture; the defaults if null.</param>
/// <exception cref="ArgumentException">An option is out of its range.</exception>
public sealed class TexturedInpainter(IInpainter smooth, TextureOptions? options = null) : IInpainter, IDisposable
{
    readonly IInpainter smooth = smooth ?? throw new ArgumentNullException(nameof(smooth));
    readonly TextureTransfer transfer = new(options ?? new());

    /// <inheritdoc/>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
    {
        var filled = smooth.Inpaint(image, mask, cancel);
        transfer.Apply(filled, mask, cancel);
        return filled;
    }

    /// <summary>Disposes the method that fills smoothly.</summary>
    public void Dispose() => (smooth as IDisposable)?.Dispose();
}

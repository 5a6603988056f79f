namespace PConv.MLNet.Baselines;

/// <summary>How <see cref="TexturedInpainter"/> adds texture to a smooth fill.</summary>
public sealed record TextureOptions
{
    /// <summary>What the patches' fine part is multiplied by, 0–4; 1.15 by default, for patches that overlap smooth each other's texture a little.</summary>
    public double Strength { get; init; } = 1.15;

    /// <summary>Another seed, another texture as good. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Threads of one call; 0, the default, takes one a core. The outcome is the same on any number.</summary>
    public int Threads { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal void Validate()
    {
        if (!(Strength is >= 0 and <= 4))
        {
            throw new ArgumentException($"Strength is {Strength}, expected a number of 0-4. Leave it out for the default.");
        }

        if (Threads < 0)
        {
            throw new ArgumentException($"Threads is {Threads}, expected 0 or more. Take 0 for one a core.");
        }
    }
}

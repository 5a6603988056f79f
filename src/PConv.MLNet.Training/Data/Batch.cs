namespace PConv.MLNet.Training;

/// <summary>Crops and masks of one step, as the network reads them.</summary>
/// <param name="Size">Side of the crops in pixels.</param>
/// <param name="Images">float [N, 3, Size, Size], RGB, [0, 1].</param>
/// <param name="Masks">float [N, 1, Size, Size], 1 = valid.</param>
/// <param name="Names">The pictures the crops come from.</param>
sealed record Batch(int Size, float[] Images, float[] Masks, string[] Names);

using System.Text.Json;
using System.Text.Json.Serialization;

namespace PConv.MLNet.Training;

/// <summary>The weight of one loss term. In JSON, a number or <c>{ "weight": 120, "warmupSteps": 5000 }</c>.</summary>
/// <param name="Weight">At least 0. A term with weight 0 is not computed.</param>
/// <param name="WarmupSteps">Steps over which the weight rises linearly from zero; 0, the default, for no warm-up.</param>
[JsonConverter(typeof(LossWeightConverter))]
public readonly record struct LossWeight(double Weight, int WarmupSteps = 0)
{
    /// <summary>Creates a weight without warm-up.</summary>
    public static implicit operator LossWeight(double weight) => new(weight);

    /// <summary>Returns the weight at a step, which counts from 0. Above 0 at every step unless <see cref="Weight"/> is 0.</summary>
    public double At(int step) => WarmupSteps == 0 ? Weight : Weight * Math.Min(1, (step + 1.0) / WarmupSteps);

    internal void Validate(string name)
    {
        if (!(Weight >= 0) || !double.IsFinite(Weight) || WarmupSteps < 0)
        {
            throw new ArgumentException(
                $"The loss weight {name} is {Weight} with {WarmupSteps} steps of warm-up, expected finite numbers of at least 0. Take 0 " +
                $"to leave the term out.");
        }
    }
}

/// <summary>Writes a weight without warm-up as a number.</summary>
sealed class LossWeightConverter : JsonConverter<LossWeight>
{
    public override LossWeight Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetDouble();
        }

        try
        {
            var form = reader.TokenType == JsonTokenType.StartObject ? JsonSerializer.Deserialize<Form>(ref reader, options) : null;
            return form is null ? throw new JsonException() : new(form.Weight, form.WarmupSteps);
        }
        catch (JsonException)
        {
            throw new JsonException(); // without a message, the serializer adds the path from the root
        }
    }

    public override void Write(Utf8JsonWriter writer, LossWeight value, JsonSerializerOptions options)
    {
        if (value.WarmupSteps == 0)
        {
            writer.WriteNumberValue(value.Weight);
            return;
        }

        JsonSerializer.Serialize(writer, new Form { Weight = value.Weight, WarmupSteps = value.WarmupSteps }, options);
    }

    sealed record Form
    {
        public required double Weight { get; init; }

        public int WarmupSteps { get; init; }
    }
}

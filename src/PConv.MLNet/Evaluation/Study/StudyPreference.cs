using System.Globalization;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>How often people preferred one method to another.</summary>
/// <param name="First">Name of a method.</param>
/// <param name="Second">Name of another.</param>
/// <param name="Bucket">The class of hole ratios; null for all together.</param>
/// <param name="People">People who answered.</param>
/// <param name="Trials">Pairs they answered.</param>
/// <param name="ForFirst">Answers for the first.</param>
/// <param name="ForSecond">Answers for the second.</param>
/// <param name="Same">Answers that saw no difference, which the share and the test leave out.</param>
/// <param name="Wilson">95 % interval of the share, as if all answers were independent (Wilson 1927).</param>
/// <param name="Clustered">95 % interval of the share, by a bootstrap over people and images: answers of one person, and to one image, hang
/// together.</param>
/// <param name="PValue">Of the sign test, two-sided, as if all answers were independent; corrected for the number of pairs of methods, of a
/// bucket also for that of buckets (Holm 1979).</param>
sealed record StudyPreference(
    string First, string Second, HoleRatioBucket? Bucket, int People, int Trials, int ForFirst, int ForSecond, int Same, Interval Wilson,
    Interval Clustered, double PValue)
{
    /// <summary>Number of answers that chose a side.</summary>
    public int Decided => ForFirst + ForSecond;

    /// <summary>Share of the decided answers that prefer the first method; NaN without decided answers.</summary>
    public double Share => Decided > 0 ? (double)ForFirst / Decided : double.NaN;

    /// <summary>Whether the preference is significant: p below 0.05, and one half outside of both intervals.</summary>
    public bool IsReal => PValue < 1 - Bootstrap.Level && Excludes(Wilson) && (Excludes(Clustered) || double.IsNaN(Clustered.Low));

    /// <summary>The preference in words, such as "natural is preferred to telea: in 73 % [60, 83] of 55 answers that chose".</summary>
    public override string ToString()
    {
        var (share, wilson, clustered) = Share >= .5 || Decided == 0 || !IsReal ? (Share, Wilson, Clustered)
            : (1 - Share, Opposite(Wilson), Opposite(Clustered));
        var intervals = $"[{Text(wilson)}]{(double.IsNaN(clustered.Low) ? "" : $", over people and images [{Text(clustered)}]")}";
        var ties = Same > 0 ? $", {Same} saw no difference" : "";
        return Decided == 0 ? $"no preference between {First} and {Second}: no answer chose one{ties}"
            : IsReal
            ? $"{(Share > .5 ? First : Second)} is preferred to {(Share > .5 ? Second : First)}: in {Percent(share)} % {intervals} of " +
            $"{Decided} answers that chose one, p {P}{ties}"
            : $"no preference shown between {First} and {Second}: {First} in {Percent(share)} % {intervals} of {Decided} " +
            $"{(Decided == 1 ? "answer" : "answers")} that chose one, p {P}{ties}";
    }

    internal static string Text(Interval interval) =>
        double.IsNaN(interval.Low) ? "–" : $"{Percent(interval.Low)}, {Percent(interval.High)}";

    internal static string Percent(double share) => double.IsNaN(share) ? "–" : (100 * share).ToString("F0", CultureInfo.InvariantCulture);

    string P => PValue < .001 ? "< 0.001" : string.Create(CultureInfo.InvariantCulture, $"= {PValue:F3}");

    static bool Excludes(Interval interval) => interval.Low > .5 || interval.High < .5;

    static Interval Opposite(Interval interval) => new(1 - interval.High, 1 - interval.Low);
}

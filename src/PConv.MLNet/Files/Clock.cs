using System.Globalization;

namespace PConv.MLNet.Files;

/// <summary>Formats times in messages.</summary>
static class Clock
{
    /// <summary>A time as people read it: 0:23, 1:04:05, 51 hours.</summary>
    public static string Format(TimeSpan time) => time.TotalHours >= 24 ? $"{time.TotalHours:F0} hours"
        : time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}

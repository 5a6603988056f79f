#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet.Offline.Conformance;

public class MLNetSplitTests
{
    readonly MLContext _ml = new(1);

    [Fact]
    public void TrainTestSplit_IsDisjointAndCoversAll()
    {
        var split = _ml.Data.TrainTestSplit(Rows(400), testFraction: 0.25, seed: 7);
        Assert.InRange(Numbers(split.TestSet).Length, 60, 140);
        Assert.Equal(Enumerable.Range(0, 400), Numbers(split.TrainSet).Concat(Numbers(split.TestSet)).Order());
        Assert.Equal(["Number", "Group"], split.TrainSet.Schema.Select(column => column.Name));
    }

    [Fact]
    public void TrainTestSplit_IsTheSameForTheSameSeed_AndEveryTimeItIsRead()
    {
        var first = Numbers(_ml.Data.TrainTestSplit(Rows(100), seed: 3).TestSet);
        Assert.Equal(first, Numbers(new MLContext(9).Data.TrainTestSplit(Rows(100), seed: 3).TestSet));
        Assert.NotEqual(first, Numbers(_ml.Data.TrainTestSplit(Rows(100), seed: 4).TestSet));
        var split = new MLContext(5).Data.TrainTestSplit(Rows(100));
        Assert.Equal(Numbers(split.TestSet), Numbers(split.TestSet));
        Assert.Equal(Numbers(split.TestSet), Numbers(new MLContext(5).Data.TrainTestSplit(Rows(100)).TestSet));
        Assert.Equal(Numbers(new MLContext().Data.TrainTestSplit(Rows(100)).TestSet), Numbers(new MLContext().Data.TrainTestSplit(Rows(100)).TestSet));
    }

    [Fact]
    public void TrainTestSplit_WithAKey_KeepsItsRowsTogether()
    {
        var split = _ml.Data.TrainTestSplit(Rows(300), testFraction: 0.4, samplingKeyColumnName: "Group", seed: 1);
        var (train, test) = (split.TrainSet.GetColumn<string>("Group").ToHashSet(), split.TestSet.GetColumn<string>("Group").ToHashSet());
        Assert.Empty(train.Intersect(test));
        Assert.Equal(30, train.Count + test.Count);
        Assert.NotEmpty(test);
        Assert.Equal(["Number", "Group"], split.TestSet.Schema.Select(column => column.Name));
    }

    [Fact]
    public void TrainTestSplit_RefusesFractionsAndKeysThatAreNone()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Rows(3), 1));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Rows(3), samplingKeyColumnName: "Nowhere"));
        Assert.Contains("'Nowhere'", error.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Group")]
    public void CrossValidationSplit_TestsEveryRowOnce(string key)
    {
        var folds = _ml.Data.CrossValidationSplit(Rows(300), numberOfFolds: 4, samplingKeyColumnName: key, seed: 2);
        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 300), folds.SelectMany(fold => Numbers(fold.TestSet)).Order());
        Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, 300), Numbers(fold.TestSet).Concat(Numbers(fold.TrainSet)).Order()));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CrossValidationSplit(Rows(3), 1));
    }

    [Fact]
    public void Splits_KeepImagesAsTheyAre()
    {
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));
        var split = _ml.Data.TrainTestSplit(_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(_ => new Pictured { Image = image }).ToArray()), 0.5);
        Assert.All(_ml.Data.CreateEnumerable<Pictured>(split.TrainSet, false), row => Assert.Same(image, row.Image));
    }

    [Fact]
    public void Positions_OfASplit_CountFromZero()
    {
        var view = _ml.Data.TrainTestSplit(Rows(50), 0.5, seed: 1).TrainSet;
        using var cursor = view.GetRowCursor([]);
        Assert.Equal(-1, cursor.Position);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(i, cursor.Position);
        }
    }

    [Fact]
    public void ShuffleRows_GivesEachRowOnce_InAnOrderOfTheSeed()
    {
        var shuffled = _ml.Data.ShuffleRows(Rows(200), seed: 5);
        Assert.NotEqual(Enumerable.Range(0, 200), Numbers(shuffled));
        Assert.Equal(Enumerable.Range(0, 200), Numbers(shuffled).Order());
        Assert.Equal(Numbers(shuffled), Numbers(shuffled));
        Assert.Equal(Numbers(shuffled), Numbers(_ml.Data.ShuffleRows(Rows(200), seed: 5)));
        Assert.Equal(shuffled.GetColumn<string>("Group"), Numbers(shuffled).Select(number => $"g{number % 30}"));
    }

    [Fact]
    public void ShuffleRows_LeavesImagesOut()
    {
        DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));
        var shuffled = _ml.Data.ShuffleRows(_ml.Data.LoadFromEnumerable([new Pictured { Number = 3 }]));
        Assert.Equal(["Number"], shuffled.Schema.Select(column => column.Name));
    }

    [Fact]
    public void Hosts_DrawTheSameNumbersForTheSameSeed()
    {
        static int Drawn(MLContext ml, int? seed = null) => ((Microsoft.ML.Runtime.IHostEnvironment)ml).Register("Host", seed).Rand.Next();
        Assert.Equal(Drawn(new MLContext(1)), Drawn(new MLContext(1)));
        Assert.NotEqual(Drawn(new MLContext(1)), Drawn(new MLContext(2)));
        Assert.Equal(Drawn(new MLContext(1), 8), Drawn(new MLContext(2), 8));
    }

    [Fact]
    public void Progress_CanBeReported_AndIsNoMessage()
    {
        var seen = new List<string>();
        _ml.Log += (_, message) => seen.Add(message.Message);
        using (var channel = ((Microsoft.ML.Runtime.IHostEnvironment)_ml).Register("Host").StartProgressChannel("Work"))
        {
            var header = new Microsoft.ML.Runtime.ProgressHeader(["loss"], ["steps"]);
            Assert.Equal(("loss", "steps"), (header.MetricNames[0], header.UnitNames[0]));
            channel.SetHeader(header, entry => entry.SetProgress(0, 1, 2));
            channel.Checkpoint(0.5, 1);
        }
        Assert.Empty(seen);
    }

    IDataView Rows(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Number = i, Group = $"g{i % 30}" }).ToArray());
    static int[] Numbers(IDataView view) => [.. view.GetColumn<int>("Number")];

    sealed class Row
    {
        public int Number { get; set; }
        public string Group { get; set; }
    }

    sealed class Pictured
    {
        public int Number { get; set; }
        public MLImage Image { get; set; }
    }
}

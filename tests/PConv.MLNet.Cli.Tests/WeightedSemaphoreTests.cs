namespace PConv.MLNet.Cli.Tests;

public sealed class WeightedSemaphoreTests
{
    [Fact]
    public async Task Enter_WhenFull_WaitsUntilEnoughHasLeft()
    {
        var room = new WeightedSemaphore(10);
        room.Enter(6);
        room.Enter(4);
        var third = Task.Run(() => room.Enter(5));

        room.Leave(4);
        Assert.NotSame(third, await Task.WhenAny(third, Task.Delay(50))); // 6 are held: 5 more do not fit
        room.Leave(6);

        await third.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Enter_OfMoreThanItHolds_WaitsUntilItIsEmpty()
    {
        var room = new WeightedSemaphore(10);
        room.Enter(1);
        var large = Task.Run(() => room.Enter(99));

        Assert.NotSame(large, await Task.WhenAny(large, Task.Delay(50)));
        room.Leave(1);

        await large.WaitAsync(TimeSpan.FromSeconds(60));
    }
}

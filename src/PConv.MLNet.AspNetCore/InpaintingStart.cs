using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PConv.MLNet.AspNetCore;

/// <summary>Loads the model before the first request is taken, so that a missing file shows at the start.</summary>
sealed class InpaintingStart(InpaintingEngine engine, IOptions<InpaintingServiceOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        options.Value.LoadAtStart ? Task.Run(engine.Load, cancellationToken) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PConv.MLNet.AspNetCore;

/// <summary>Loads the model before the first request is accepted, so that a missing file fails startup.</summary>
sealed class InpaintingStart(InpaintingEngine engine, IOptions<InpaintingServiceOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        options.Value.LoadAtStart ? Task.Run(engine.Load, cancellationToken) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

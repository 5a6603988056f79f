using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Sends a tiny image through the model, unless calls are running: a busy application counts as healthy.</summary>
sealed class InpaintingHealthCheck(InpaintingService service) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (running, queued) = (service.Queue.Running, service.Queue.Queued);
        try
        {
            if (running == 0)
            {
                await service.ProbeAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InpaintingBusyException)
        {
            // calls arrived in the meantime
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(context.Registration.FailureStatus, e.Message, e);
        }

        return HealthCheckResult.Healthy($"{running} running, {queued} queued.");
    }
}

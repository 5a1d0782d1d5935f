using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Testing;

/// <summary>What a test adds to its host.</summary>
public class DurableTaskTestHostOptions
{
    public ILoggerFactory? LoggerFactory { get; set; }

    public Action<IServiceCollection>? ConfigureServices { get; set; }
}

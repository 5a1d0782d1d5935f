using System.Collections.Concurrent;
using System.Text;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Processors.Tests.Http;

/// <summary>A real API on loopback, and the http processor allowed to call it.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServiceProvider _services;

    private Target(WebApplication app, ServiceProvider services)
    {
        _app = app;
        _services = services;
    }

    public string Url => _app.Urls.Single();

    public OutgoingClient Client => _services.GetRequiredService<OutgoingClient>();

    public HttpProcessor Processor => new(Client, OwnFiles.Shared.Shelf, TimeProvider.System);

    public ConcurrentQueue<(string Line, IHeaderDictionary Headers, string Body)> Requests { get; } = new();

    public static async Task<Target> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        Target? target = null;
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(http.RequestAborted);
            target!.Requests.Enqueue(($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", Copy(http.Request.Headers), body));
            await answer(http);
        });
        await app.StartAsync();
        var services = new ServiceCollection().AddOutgoing();
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new OutgoingOptions { Allow = [new Uri(app.Urls.Single()).Authority] }));
        return target = new Target(app, services.BuildServiceProvider());
    }

    public static Task<Target> StartAsync(int status, string contentType, string body) => StartAsync(http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        return http.Response.WriteAsync(body, http.RequestAborted);
    });

    public async Task<StepResult> CallAsync(string settings, DateTimeOffset? deadline = null)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await Processor.RunAsync(Step.With(settings.Replace("URL", Url, StringComparison.Ordinal), deadline: deadline), bound.Token);
    }

    private static HeaderDictionary Copy(IHeaderDictionary headers) => new(headers.ToDictionary(StringComparer.OrdinalIgnoreCase));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _app.DisposeAsync();
    }
}

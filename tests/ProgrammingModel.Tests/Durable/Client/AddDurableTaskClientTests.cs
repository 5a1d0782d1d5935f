using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Client;

public sealed class AddDurableTaskClientTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public async Task The_default_client_is_injected_and_ends_with_the_host()
    {
        _services.AddDurableTaskClient(builder => builder.UseBuildTarget<SilentClient>());
        ServiceProvider provider = _services.BuildServiceProvider();

        SilentClient client = Assert.IsType<SilentClient>(provider.GetRequiredService<DurableTaskClient>());
        Assert.Same(client, provider.GetRequiredService<IDurableTaskClientProvider>().GetClient());

        await provider.DisposeAsync();
        Assert.True(client.Disposed);
    }

    [Fact]
    public async Task Named_clients_are_found_by_name_and_only_the_chosen_one_is_injected()
    {
        _services.AddDurableTaskClient("a", builder => builder.UseBuildTarget<SilentClient>());
        _services.AddDurableTaskClient("b", builder => builder.UseBuildTarget<SilentClient>().RegisterDirectly());
        await using ServiceProvider provider = _services.BuildServiceProvider();
        IDurableTaskClientProvider clients = provider.GetRequiredService<IDurableTaskClientProvider>();

        Assert.Equal("a", clients.GetClient("a").Name);
        Assert.Equal("b", provider.GetRequiredService<DurableTaskClient>().Name);
        Assert.Throws<ArgumentOutOfRangeException>(() => clients.GetClient("A"));
    }

    [Fact]
    public async Task Setting_up_a_client_twice_is_one_client()
    {
        _services.AddDurableTaskClient().UseBuildTarget<SilentClient>();
        _services.AddDurableTaskClient().UseDefaultVersion("2");
        await using ServiceProvider provider = _services.BuildServiceProvider();

        Assert.IsType<SilentClient>(provider.GetRequiredService<DurableTaskClient>());
        Assert.Equal("2", provider.GetRequiredService<IOptions<DurableTaskClientOptions>>().Value.DefaultVersion);
    }

    [Fact]
    public void A_converter_service_is_used_unless_the_options_name_one()
    {
        JsonDataConverter service = new(JsonSerializerOptions.Web);
        JsonDataConverter own = new();
        _services.AddSingleton<DataConverter>(service);
        _services.AddDurableTaskClient("a", static _ => { });
        _services.AddDurableTaskClient("b", builder => builder.Configure(options => options.DataConverter = own));
        using ServiceProvider provider = _services.BuildServiceProvider();
        IOptionsMonitor<DurableTaskClientOptions> options = provider.GetRequiredService<IOptionsMonitor<DurableTaskClientOptions>>();

        Assert.Same(service, options.Get("a").DataConverter);
        Assert.Same(own, options.Get("b").DataConverter);
    }

    [Fact]
    public void Options_of_a_derived_type_take_over_the_common_ones()
    {
        _services.AddDurableTaskClient(builder => builder.UseDefaultVersion("7").UseBuildTarget<SilentClient, OwnOptions>());
        using ServiceProvider provider = _services.BuildServiceProvider();

        Assert.Equal("7", provider.GetRequiredService<IOptions<OwnOptions>>().Value.DefaultVersion);
    }

    [Fact]
    public void Only_a_concrete_client_can_be_built()
    {
        IDurableTaskClientBuilder builder = _services.AddDurableTaskClient();
        Type isAbstract = typeof(DurableTaskClient);

        Assert.Throws<ArgumentException>(() => builder.UseBuildTarget(isAbstract));
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.Throws<InvalidOperationException>(() => builder.Build(provider));
    }

    private sealed class OwnOptions : DurableTaskClientOptions;
}

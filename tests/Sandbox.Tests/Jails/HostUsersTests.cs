using HiveFlow.LocalSandbox.Jails;

namespace HiveFlow.Sandbox.Tests.Jails;

public sealed class HostUsersTests
{
    [Theory]
    [InlineData("         0          0 4294967295\n", 2_010_000)]
    [InlineData("         0     100000      65536\n", 65_404)]
    [InlineData("0 1000 1\n1 100000 65536\n", 65_404)]
    public void Jails_get_ids_that_the_host_has(string map, int expected) => Assert.Equal(expected, HostUsers.FirstOf(2_010_000, 130, map));

    [Fact]
    public void A_namespace_with_too_few_ids_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => HostUsers.FirstOf(2_010_000, 130, "0 1000 1\n"));
}

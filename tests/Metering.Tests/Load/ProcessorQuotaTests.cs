using HiveFlow.Metering.Load;

namespace HiveFlow.Metering.Tests.Load;

public sealed class ProcessorQuotaTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-cgroup-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_least_of_a_group_and_those_above_it_counts()
    {
        Write("a/cpu.max", "200000 100000");
        Write("a/b/cpu.max", "max 100000");
        Write("a/b/c/cpu.max", "300000 100000");

        Assert.Equal(2, Read("0::/a/b/c"));
    }

    [Fact]
    public void A_part_of_a_processor_is_a_part_of_one() => Assert.Equal(0.5, Read("0::/", ("cpu.max", "50000 100000\n")));

    [Fact]
    public void The_older_version_and_a_group_of_another_name_are_read_too() => Assert.Equal(
        1.5, Read("4:memory:/x\n2:cpu,cpuacct:/of/the/machine\n0::/", ("cpu/cpu.cfs_quota_us", "150000"), ("cpu/cpu.cfs_period_us", "100000")));

    [Theory]
    [InlineData("max 100000")]
    [InlineData("")]
    [InlineData("-1 100000")]
    [InlineData("100000 0")]
    [InlineData("much of it")]
    public void What_is_no_limit_is_none(string text) => Assert.Null(Read("0::/", ("cpu.max", text)));

    [Fact]
    public void Without_control_groups_there_is_no_limit() => Assert.Null(ProcessorQuota.Read(folder.FullName, Path.Combine(folder.FullName, "none")));

    private double? Read(string membership, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            Write(path, text);
        }

        Write("membership", membership);
        return ProcessorQuota.Read(folder.FullName, Path.Combine(folder.FullName, "membership"));
    }

    private void Write(string path, string text)
    {
        var whole = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, text);
    }
}

using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Tasks;

public sealed class TaskVersionTests
{
    [Fact]
    public void Null_empty_and_default_are_all_no_version()
    {
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(null));
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(string.Empty));
        Assert.Equal(string.Empty, default(TaskVersion).Version);
        Assert.Equal(default(TaskVersion).GetHashCode(), new TaskVersion(null).GetHashCode());
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t\n")]
    public void White_space_is_neither_a_version_nor_none(string blank) =>
        Assert.Throws<ArgumentException>(() => new TaskVersion(blank));

    [Fact]
    public void Versions_that_differ_in_case_alone_are_equal() => Assert.Equal(new TaskVersion("V2-beta"), new TaskVersion("v2-BETA"));
}

using System.Text.RegularExpressions;

namespace HiveFlow.Architecture.Tests.Azure;

public sealed partial class ContainerImagesTests
{
    [Theory]
    [InlineData("deploy/compose.yml")]
    [InlineData("deploy/Dockerfile")]
    public void Every_image_has_a_version(string file)
    {
        var images = Image().Matches(Repository.Read(file)).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(images);
        Findings.None(images
            .Where(i => i.Split('/')[^1].Split(':') is not [_, var tag] || tag == "latest")
            .Select(i => $"{file}: {i} is whatever is newest, and another thing tomorrow."));
    }

    [GeneratedRegex(@"^(?:\s+image:|FROM)\s+(\S+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Image();
}

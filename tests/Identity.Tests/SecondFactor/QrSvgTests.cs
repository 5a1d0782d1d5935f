using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HiveFlow.Identity.SecondFactor;

namespace HiveFlow.Identity.Tests.SecondFactor;

public sealed partial class QrSvgTests
{
    private const string Finder = "1111111,1000001,1011101,1011101,1011101,1000001,1111111";

    [Fact]
    public void The_picture_has_three_finders_and_a_quiet_zone_of_four_modules()
    {
        var modules = Modules(QrSvg.Of("otpauth://totp/HiveFlow:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        var size = modules.GetLength(0);

        Assert.Equal(Finder, Square(modules, 4, 4));
        Assert.Equal(Finder, Square(modules, size - 11, 4));
        Assert.Equal(Finder, Square(modules, 4, size - 11));
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                Assert.False(modules[i, j] || modules[j, i] || modules[i, size - 1 - j] || modules[size - 1 - j, i]);
            }
        }
    }

    [Fact]
    public void It_is_an_image_and_nothing_that_could_act()
    {
        var svg = XDocument.Parse(QrSvg.Of("text"));

        Assert.Equal("http://www.w3.org/2000/svg", svg.Root!.Name.NamespaceName);
        Assert.All(svg.Root.Descendants(), e => Assert.Equal("path", e.Name.LocalName));
        Assert.All(svg.Root.DescendantsAndSelf().Attributes(), a => Assert.DoesNotContain("on", a.Name.LocalName[..Math.Min(2, a.Name.LocalName.Length)], StringComparison.Ordinal));
    }

    private static bool[,] Modules(string svg)
    {
        var root = XDocument.Parse(svg).Root!;
        var size = int.Parse(root.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);
        var modules = new bool[size, size];
        foreach (Match run in Run().Matches(root.Elements().Last().Attribute("d")!.Value))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            for (var i = 0; i < length; i++)
            {
                modules[x + i, y] = true;
            }
        }

        return modules;
    }

    private static string Square(bool[,] modules, int left, int top) => string.Join(
        ',', Enumerable.Range(0, 7).Select(y => string.Concat(Enumerable.Range(0, 7).Select(x => modules[left + x, top + y] ? '1' : '0'))));

    private static int Number(Match run, int group) => int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("M([0-9]+) ([0-9]+)h([0-9]+)v1h-[0-9]+z")]
    private static partial Regex Run();
}

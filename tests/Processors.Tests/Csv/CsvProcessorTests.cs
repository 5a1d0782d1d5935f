using System.Text.Json;
using HiveFlow.Processors.Csv;

namespace HiveFlow.Processors.Tests.Csv;

public sealed class CsvProcessorTests
{
    private readonly CsvProcessor _csv = new();

    [Theory]
    [InlineData("a,b\r\n1,2\r\n", """[{"a":"1","b":"2"}]""")]
    [InlineData("a,b\n1,2", """[{"a":"1","b":"2"}]""")]
    [InlineData("\uFEFFa, b \r1,\r", """[{"a":"1","b":""}]""")]
    [InlineData("a\n\n\n1\n\n", """[{"a":"1"}]""")]
    [InlineData("a,b\n\"x, \"\"y\"\"\nz\",\"\"", """[{"a":"x, \"y\"\nz","b":""}]""")]
    [InlineData(",b\n1,2", """[{"column1":"1","b":"2"}]""")]
    [InlineData("a", "[]")]
    [InlineData("", "[]")]
    public void A_text_becomes_a_list_of_objects(string text, string expected) =>
        Step.AssertOutput(expected, _csv.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(text)));

    [Theory]
    [InlineData("""{"operation":"parse","header":false}""", "1,2\n3,4", """[["1","2"],["3","4"]]""")]
    [InlineData("""{"operation":"parse","delimiter":";"}""", "a;b\n1,5;2", """[{"a":"1,5","b":"2"}]""")]
    [InlineData("""{"operation":"parse","delimiter":"\t"}""", "a\tb\n1\t2", """[{"a":"1","b":"2"}]""")]
    [InlineData("""{"operation":"parse","header":false,"convert":true}""", "1,-2.50,007,1e5,true,,x,1234567890123456", """[[1,-2.50,"007","1e5",true,null,"x","1234567890123456"]]""")]
    public void A_text_is_read_as_the_settings_say(string settings, string text, string expected) =>
        Step.AssertOutput(expected, _csv.Run(settings, JsonSerializer.Serialize(text)));

    [Theory]
    [InlineData("a,b\n1", "row 2 has 1 cells")]
    [InlineData("a\n\"1", "row 2 has a quote that is never closed")]
    [InlineData("a\n\"1\"x", "row 2 goes on behind")]
    [InlineData("a\n1\"x\"", "row 2 has a quote inside")]
    [InlineData("a,a\n1,2", "two columns of the same name")]
    public void Text_that_is_no_CSV_is_refused_with_its_row_and_without_its_words(string text, string part)
    {
        var result = _csv.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(text));

        Step.AssertSettingFault("text", result);
        Assert.Contains(part, result.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"operation":"format"}""", """[{"a":1,"b":"x"},{"b":null,"c":[1]}]""", "a,b,c\r\n1,x,\r\n,,[1]\r\n")]
    [InlineData("""{"operation":"format","header":false,"lineEnd":"lf"}""", """[{"a":"x,y"},{"a":"q\"q"},{"a":"l\nl"},{"a":" s"}]""", "\"x,y\"\n\"q\"\"q\"\n\"l\nl\"\n\" s\"\n")]
    [InlineData("""{"operation":"format","columns":["u.id","n"],"lineEnd":"lf"}""", """[{"u":{"id":7},"n":true,"other":1}]""", "u.id,n\n7,true\n")]
    [InlineData("""{"operation":"format","delimiter":";","lineEnd":"lf"}""", """[["a;b","c"],[1,2]]""", "\"a;b\";c\n1;2\n")]
    [InlineData("""{"operation":"format","columns":["x","y"],"lineEnd":"lf"}""", "[[1,2]]", "x,y\n1,2\n")]
    [InlineData("""{"operation":"format"}""", "[]", "")]
    public void A_list_becomes_text(string settings, string input, string expected) =>
        Assert.Equal(expected, _csv.Run(settings, input).Output.GetString());

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("-2.5", "-2.5")]
    [InlineData("a=1", "a=1")]
    public void A_text_that_a_spreadsheet_would_run_is_made_text_unless_that_is_switched_off(string cell, string expected)
    {
        var rows = JsonSerializer.Serialize(new[] { new[] { cell } });

        Assert.Equal(expected + "\r\n", _csv.Run("""{"operation":"format"}""", rows).Output.GetString());
        Assert.Equal(cell + "\r\n", _csv.Run("""{"operation":"format","guardFormulas":false}""", rows).Output.GetString());
    }

    [Fact]
    public void What_was_written_is_read_back_as_it_was()
    {
        const string rows = """[{"a":"x,\"y\"\r\nz","b":" ","c":""},{"a":"ü","b":"1","c":"'"}]""";

        var text = _csv.Run("""{"operation":"format"}""", rows).Output.GetRawText();

        Step.AssertOutput(rows, _csv.Run("""{"operation":"parse"}""", text));
    }

    [Theory]
    [InlineData("{}", "\"a\"", "operation")]
    [InlineData("""{"operation":"parse"}""", "[]", "text")]
    [InlineData("""{"operation":"parse","delimiter":"ab"}""", "\"a\"", "delimiter")]
    [InlineData("""{"operation":"parse","delimiter":"\""}""", "\"a\"", "delimiter")]
    [InlineData("""{"operation":"parse","header":"yes"}""", "\"a\"", "header")]
    [InlineData("""{"operation":"format"}""", "{}", "rows")]
    [InlineData("""{"operation":"format"}""", "[{},[]]", "rows")]
    [InlineData("""{"operation":"format"}""", "[1]", "rows")]
    [InlineData("""{"operation":"format","columns":[""]}""", "[]", "columns")]
    [InlineData("""{"operation":"format","lineEnd":"cr"}""", "[]", "lineEnd")]
    public void What_makes_no_sense_is_named(string settings, string input, string setting) => Step.AssertSettingFault(setting, _csv.Run(settings, input));

    [Fact]
    public void More_text_or_rows_than_allowed_are_refused()
    {
        Step.AssertSettingFault("text", _csv.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(new string('x', (8 << 20) + 1))));
        Step.AssertSettingFault("text", _csv.Run("""{"operation":"parse","header":false}""", JsonSerializer.Serialize(string.Join('\n', Enumerable.Repeat("1", 100_001)))));
        Step.AssertSettingFault("text", _csv.Run("""{"operation":"parse","header":false}""", JsonSerializer.Serialize(new string(',', 1_000))));
    }
}

using System.Text.Json;
using Microsoft.DurableTask.Converters;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Data;

public sealed class JsonDataConverterTests
{
    private readonly JsonDataConverter _converter = JsonDataConverter.Default;

    [Fact]
    public void Null_is_no_text_and_no_text_is_the_default()
    {
        Assert.Null(_converter.Serialize(null));
        Assert.Null(_converter.Deserialize<string>(null));
        Assert.Equal(0, _converter.Deserialize<int>(null));
    }

    [Fact]
    public void Names_stay_as_they_are_written_in_the_code() =>
        Assert.Equal("""{"FirstName":"Ada","Age":36}""", _converter.Serialize(new { FirstName = "Ada", Age = 36 }));

    [Fact]
    public void Fields_travel_too() => Assert.Equal((1, "two"), _converter.Deserialize<(int, string)>(_converter.Serialize((1, "two"))));

    [Fact]
    public void Text_that_does_not_fit_the_type_is_an_error() =>
        Assert.Throws<JsonException>(() => _converter.Deserialize<int>("\"abc\""));

    [Fact]
    public void Json_null_for_a_reference_is_null() => Assert.Null(_converter.Deserialize<string>("null"));
}

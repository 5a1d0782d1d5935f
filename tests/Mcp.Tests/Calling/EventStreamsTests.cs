using System.Text;
using HiveFlow.Mcp.Calling;

namespace HiveFlow.Mcp.Tests.Calling;

public sealed class EventStreamsTests
{
    [Theory]
    [InlineData("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n", true)]
    [InlineData("event: message\r\nid: 7\r\ndata:{\"error\":{\"code\":1},\"id\":1}\r\n\r\n", true)]
    [InlineData("data: {\"method\":\"notifications/progress\",\"params\":{\"result\":1}}\r\rdata: {\"result\":{}}\r\r", true)]
    [InlineData("data: {\"id\":1,\"result\":{\"text\":\"data: no\"}}\n\n: ping\n\n", true)]
    [InlineData("data: {\"id\":1,\"result\":{}}\n", false)]
    [InlineData("data: {\"id\":1,\"result\":{}}", false)]
    [InlineData("data: {\"method\":\"notifications/progress\",\"params\":{\"result\":1}}\n\n", false)]
    [InlineData("data: {\"id\":1,\n\n", false)]
    [InlineData("data: [\"result\"]\n\n", false)]
    [InlineData("metadata: {\"result\":{}}\n\n", false)]
    [InlineData(": ping\n\n", false)]
    [InlineData("", false)]
    public void A_response_ends_a_stream_once_its_event_has_come_whole(string stream, bool ends) =>
        Assert.Equal(ends, EventStreams.EndsWithResponse(Encoding.UTF8.GetBytes(stream)));
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HiveFlow.LocalSandbox.Jails;

namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>The filter, run instruction by instruction as the kernel runs it.</summary>
public sealed class SeccompProgramTests
{
    private const uint Allowed = 0x7fff0000;
    private const uint Killed = 0x80000000;
    private const uint NotPermitted = 0x00050001;
    private const uint X64 = 0xc000003e;
    private const uint Arm64 = 0xc00000b7;

    [Theory]
    [InlineData(X64, 0)] // read
    [InlineData(X64, 59)] // execve
    [InlineData(X64, 231)] // exit_group
    [InlineData(Arm64, 63)]
    [InlineData(Arm64, 221)]
    [InlineData(Arm64, 94)]
    public void Ordinary_calls_are_allowed(uint architecture, uint number) => Assert.Equal(Allowed, Run(architecture, number));

    [Theory]
    [InlineData(X64, 165)] // mount
    [InlineData(X64, 272)] // unshare
    [InlineData(X64, 101)] // ptrace
    [InlineData(X64, 321)] // bpf
    [InlineData(X64, 425)] // io_uring_setup
    [InlineData(Arm64, 40)]
    [InlineData(Arm64, 97)]
    [InlineData(Arm64, 117)]
    [InlineData(Arm64, 280)]
    [InlineData(Arm64, 425)]
    public void Privileged_calls_are_not_permitted(uint architecture, uint number) => Assert.Equal(NotPermitted, Run(architecture, number));

    [Theory]
    [InlineData(X64, 56)]
    [InlineData(Arm64, 220)]
    public void A_new_process_is_allowed_and_a_new_namespace_is_not(uint architecture, uint clone)
    {
        Assert.Equal(Allowed, Run(architecture, clone, 0x01200011));
        foreach (var flag in (uint[])[0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000])
        {
            Assert.Equal(NotPermitted, Run(architecture, clone, flag | 0x11));
        }
    }

    [Theory]
    [InlineData(X64, 41)]
    [InlineData(Arm64, 198)]
    public void Only_local_and_internet_sockets_can_be_made(uint architecture, uint socket)
    {
        for (uint family = 0; family < 64; family++)
        {
            Assert.Equal(family is 1 or 2 or 10 ? Allowed : 0x00050000 | 97, Run(architecture, socket, family));
        }
    }

    [Theory]
    [InlineData(X64, 9)]
    [InlineData(Arm64, 222)]
    public void Anonymous_memory_is_allowed_only_if_private(uint architecture, uint map)
    {
        Assert.Equal(Allowed, Run(architecture, map, fourth: 0x22));
        Assert.Equal(Allowed, Run(architecture, map, fourth: 0x01));
        Assert.Equal(NotPermitted, Run(architecture, map, fourth: 0x21));
    }

    [Theory]
    [InlineData(X64, 16)]
    [InlineData(Arm64, 29)]
    public void Keys_can_not_be_pushed_into_a_terminal(uint architecture, uint control)
    {
        Assert.Equal(NotPermitted, Run(architecture, control, second: 0x5412));
        Assert.Equal(NotPermitted, Run(architecture, control, second: 0x541c));
        Assert.Equal(Allowed, Run(architecture, control, second: 0x5401));
    }

    [Fact]
    public void Calls_of_another_architecture_kill()
    {
        Assert.Equal(Killed, Run(X64, 0, machine: 0x40000003));
        Assert.Equal(Killed, Run(X64, 0x40000000));
        Assert.Equal(Killed, Run(Arm64, 0, machine: X64));
    }

    private static uint Run(uint architecture, uint number, uint first = 0, uint second = 0, uint fourth = 0, uint? machine = null)
    {
        var data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), machine ?? architecture);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(16), first);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(24), second);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(40), fourth);
        var code = SeccompProgram.For(architecture == X64 ? Architecture.X64 : Architecture.Arm64)!;
        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var instruction = code.AsSpan(at * 8, 8);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            bool? jump = null;
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20:
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value));
                    break;
                case 0x54:
                    accumulator &= value;
                    break;
                case 0x15:
                    jump = accumulator == value;
                    break;
                case 0x35:
                    jump = accumulator >= value;
                    break;
                case 0x45:
                    jump = (accumulator & value) != 0;
                    break;
                case 0x06:
                    return value;
                default:
                    throw new InvalidOperationException("An instruction the filter does not use.");
            }

            at += jump is null ? 0 : jump.Value ? instruction[2] : instruction[3];
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>
/// A system-call filter in classic BPF (linux/seccomp.h, linux/filter.h): what code in a jail has no business with answers EPERM,
/// system calls of another architecture kill.
/// </summary>
internal static class SeccompProgram
{
    private const uint Allow = 0x7fff0000;
    private const uint Kill = 0x80000000;
    private const uint NotPermitted = 0x00050000 | 1;
    private const uint NotImplemented = 0x00050000 | 38;
    private const uint NoSuchFamily = 0x00050000 | 97;
    private const ushort LoadWord = 0x20;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort JumpAnySet = 0x45;
    private const ushort And = 0x54;
    private const ushort Return = 0x06;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint NewNamespaces = 0x7e020000;
    private const uint SharedAnonymous = 0x21;

    /// <summary>The program for this machine; null where none is known (then the jail has its other walls only).</summary>
    public static byte[]? ForThisMachine() => For(RuntimeInformation.ProcessArchitecture);

    /// <summary>The program for an architecture: 8 bytes an instruction.</summary>
    public static byte[]? For(Architecture architecture) => architecture switch
    {
        Architecture.X64 => Build(0xc000003e, SeccompNumbers.X64),
        Architecture.Arm64 => Build(0xc00000b7, SeccompNumbers.Arm64),
        _ => null,
    };

    private static byte[] Build(uint architecture, SeccompNumbers numbers)
    {
        var code = new List<(ushort Code, byte True, byte False, uint Value)>
        {
            (LoadWord, 0, 0, ArchitectureOffset),
            (JumpEqual, 1, 0, architecture),
            (Return, 0, 0, Kill),
            (LoadWord, 0, 0, NumberOffset),
        };
        if (numbers.HasForeignRange)
        {
            // x32: the same architecture word, other numbers.
            code.Add((JumpGreaterOrEqual, 0, 1, 0x40000000));
            code.Add((Return, 0, 0, Kill));
        }

        foreach (var number in numbers.Denied)
        {
            code.Add((JumpEqual, 0, 1, number));
            code.Add((Return, 0, 0, NotPermitted));
        }

        foreach (var number in numbers.Unknown)
        {
            code.Add((JumpEqual, 0, 1, number));
            code.Add((Return, 0, 0, NotImplemented));
        }

        // clone with any CLONE_NEW* flag; clone3 hides its flags in memory, so it is "not implemented" and libc falls back to clone.
        code.Add((JumpEqual, 0, 4, numbers.NewTask));
        code.Add((LoadWord, 0, 0, Argument(0)));
        code.Add((JumpAnySet, 0, 1, NewNamespaces));
        code.Add((Return, 0, 0, NotPermitted));
        code.Add((Return, 0, 0, Allow));

        // Shared anonymous memory counts against no limit of a process.
        code.Add((JumpEqual, 0, 5, numbers.Map));
        code.Add((LoadWord, 0, 0, Argument(3)));
        code.Add((And, 0, 0, SharedAnonymous));
        code.Add((JumpEqual, 0, 1, SharedAnonymous));
        code.Add((Return, 0, 0, NotPermitted));
        code.Add((Return, 0, 0, Allow));

        // Only local and internet sockets: AF_VSOCK reaches the hypervisor from every network namespace, others are attack surface.
        code.Add((JumpEqual, 0, 6, numbers.Socket));
        code.Add((LoadWord, 0, 0, Argument(0)));
        code.Add((JumpEqual, 3, 0, 1));
        code.Add((JumpEqual, 2, 0, 2));
        code.Add((JumpEqual, 1, 0, 10));
        code.Add((Return, 0, 0, NoSuchFamily));
        code.Add((Return, 0, 0, Allow));

        // ioctl TIOCSTI and TIOCLINUX push keys into a terminal.
        code.Add((JumpEqual, 0, 5, numbers.Control));
        code.Add((LoadWord, 0, 0, Argument(1)));
        code.Add((JumpEqual, 1, 0, 0x5412));
        code.Add((JumpEqual, 0, 1, 0x541c));
        code.Add((Return, 0, 0, NotPermitted));
        code.Add((Return, 0, 0, Allow));

        code.Add((Return, 0, 0, Allow));
        return Bytes(code);
    }

    private static uint Argument(int index) => (uint)(16 + (index * 8));

    private static byte[] Bytes(List<(ushort Code, byte True, byte False, uint Value)> code)
    {
        var bytes = new byte[code.Count * 8];
        for (var index = 0; index < code.Count; index++)
        {
            var at = bytes.AsSpan(index * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, code[index].Code);
            at[2] = code[index].True;
            at[3] = code[index].False;
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], code[index].Value);
        }

        return bytes;
    }
}

using System.Globalization;
using HiveFlow.Errors;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.Tests.Code;

namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>Code that tries to get out, or at others. Each test ends by asking the next sandbox whether all is well.</summary>
[Collection(LocalServerCollection.Name)]
public sealed class EscapeTests(LocalServer server)
{
    // Nothing but what a test is about ends its code, however slow the machine is.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [JailFact]
    public async Task There_is_no_network_not_even_to_the_host()
    {
        var port = server.Server.Endpoint.Api.Port.ToString(CultureInfo.InvariantCulture);
        var seen = await PythonAsync($$"""
            import socket, os
            def reach(address):
                try:
                    socket.create_connection(address, 2).close()
                    return True
                except OSError:
                    return False
            result = [reach(('127.0.0.1', {{port}})), reach(('1.1.1.1', 53)), reach(('example.com', 80)), os.listdir('/sys/class/net') if os.path.exists('/sys') else []]
            """);
        Assert.Equal("""[false,false,false,[]]""", seen);
    }

    [JailFact]
    public async Task Files_of_the_host_are_not_there()
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-secret-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "owner.key"), "hf_secret");
            var seen = await PythonAsync($$"""
                import os
                paths = ['/etc/shadow', '/etc/hostname', '/root', '/var', '/home/user/..', '/tmp', '/sys', '/boot', '/opt', '{{folder.FullName}}', '/oldroot', '/newroot']
                result = [path for path in paths if os.path.exists(path) and os.listdir(path)]
                """);
            Assert.Equal("""["/home/user/.."]""", seen);
            Assert.Equal("""["user"]""", await PythonAsync("import os\nresult = os.listdir('/home')"));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [JailFact]
    public async Task Variables_of_the_host_are_not_there() =>
        Assert.Equal("""["HOME","LANG","LOGNAME","PATH","USER"]""", await PythonAsync("import os\nresult = sorted(os.environ)"));

    [JailFact]
    public async Task Only_processes_of_the_own_sandbox_are_seen()
    {
        await using var other = await OpenSandbox.MakeAsync(server);
        var marker = "97531.2468";
        await other.LeaveSleepingAsync(marker);
        Assert.NotEmpty(HostProcesses.With(marker));
        var seen = await PythonAsync("import os\nresult = len([p for p in os.listdir('/proc') if p.isdigit()]) < 5 and not any(b'97531' in open(f'/proc/{p}/cmdline','rb').read() for p in os.listdir('/proc') if p.isdigit())");
        Assert.Equal("true", seen);
    }

    [JailFact]
    public async Task The_agent_can_be_neither_read_nor_stopped_by_code()
    {
        await using var sandbox = await OpenSandbox.MakeAsync(server);
        var (_, output) = await sandbox.RunAsync("kill -9 1; kill -STOP 1; cat /proc/1/mem 2>&1 | head -c 1; ls /proc/1/fd 2>&1; cat /proc/1/environ 2>&1");
        Assert.Contains("Permission denied", output, StringComparison.Ordinal);
        Assert.Equal("still here\n", (await sandbox.RunAsync("echo still here")).Output);
    }

    [JailFact]
    public async Task On_the_host_a_jail_is_never_root_and_has_no_capabilities()
    {
        await using var sandbox = await OpenSandbox.MakeAsync(server);
        await sandbox.LeaveSleepingAsync("86420.1357");
        var id = Assert.Single(HostProcesses.With("86420.1357"));
        Assert.NotEqual(0, HostProcesses.UserOf(id));
        var (_, status) = await sandbox.RunAsync("id -u; grep -E '^(CapPrm|CapEff|NoNewPrivs|Seccomp):' /proc/self/status");
        Assert.Equal("1000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n", status);
    }

    [JailFact]
    public async Task Privileged_system_calls_are_refused()
    {
        // mount, umount2, chroot, unshare, setns, ptrace, keyctl, bpf, perf_event_open, init_module, kexec_load, io_uring_setup, userfaultfd
        var seen = await PythonAsync("""
            import ctypes, platform
            libc = ctypes.CDLL(None, use_errno=True)
            numbers = {'x86_64': [165, 166, 161, 272, 308, 101, 250, 321, 298, 175, 246, 425, 323],
                       'aarch64': [40, 39, 51, 97, 268, 117, 219, 280, 241, 105, 104, 425, 282]}[platform.machine()]
            def call(number):
                ctypes.set_errno(0)
                return libc.syscall(number, 0x10000000, 0, 0, 0, 0), ctypes.get_errno()
            result = [call(number) for number in numbers if call(number) != (-1, 1)]
            """);
        Assert.Equal("[]", seen);
    }

    [JailFact]
    public async Task New_namespaces_sockets_of_other_kinds_and_kernel_settings_are_refused()
    {
        var seen = await PythonAsync("""
            import ctypes, socket, os
            libc = ctypes.CDLL(None, use_errno=True)
            def family(number):
                try:
                    socket.socket(number, socket.SOCK_RAW if number == 17 else socket.SOCK_STREAM).close()
                    return True
                except OSError:
                    return False
            def writes(path):
                try:
                    with open(path, 'w') as file:
                        file.write('x')
                    return True
                except OSError:
                    return False
            clone = libc.syscall(56 if os.uname().machine == 'x86_64' else 220, 0x10000000 | 17, 0, 0, 0, 0)
            if clone == 0:
                os._exit(0)
            result = [clone > 0, [n for n in (16, 17, 38, 40) if family(n)],
                      [p for p in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/usr/x', '/etc/passwd', '/bin/x', '/dev/x', '/x', '/run/hiveflow/x') if writes(p)]]
            """);
        Assert.Equal("[false,[],[]]", seen);
    }

    [JailFact]
    public async Task A_link_made_inside_does_not_lead_the_file_calls_out()
    {
        var target = Path.Combine(Path.GetTempPath(), "hiveflow-escape-" + Guid.NewGuid().ToString("N"));
        await using var sandbox = await OpenSandbox.MakeAsync(server);
        await sandbox.RunAsync($"ln -s /etc/shadow s; ln -s ../../../../../../etc/shadow t; ln -s /proc/1/root/etc/shadow u; ln -s {Path.GetTempPath()} out; ln -s / root");
        foreach (var path in (string[])["/home/user/s", "/home/user/t", "/home/user/root/etc/shadow", "/etc/shadow", "../../etc/shadow"])
        {
            var read = await sandbox.Files.ReadAsync(sandbox.Handle, path, 1 << 20, default);
            Assert.True(read.IsSuccess && read.Value is null, path);
        }

        Assert.False((await sandbox.Files.ReadAsync(sandbox.Handle, "/home/user/u", 1 << 20, default)).Value is { Length: > 0 });
        await sandbox.Files.WriteAsync(sandbox.Handle, [new("/home/user/out/" + Path.GetFileName(target), "x"u8.ToArray())], default);
        Assert.False(File.Exists(target));
        Assert.Equal("x", (await sandbox.RunAsync("cat " + target)).Output);
    }

    [JailFact]
    public async Task A_fork_bomb_ends_with_its_step()
    {
        var result = await RunAsync(CodeLanguage.Bash, ":(){ :|:& };: ; while true; do :; done", TimeSpan.FromSeconds(3));
        Assert.Equal(SandboxErrors.TimeoutCode, result.Error!.Code);
        await NextIsWellAsync();
    }

    [JailTheory]
    [InlineData("a = bytearray(3 << 30)")]
    [InlineData("import os, time\nfor i in range(20):\n    if os.fork() == 0:\n        a = bytearray(150 << 20)\n        time.sleep(20)\ntime.sleep(20)")]
    [InlineData("import mmap\na = mmap.mmap(-1, 3 << 30)")]
    [InlineData("import os\nf = os.memfd_create('x')\nos.write(f, bytes(64 << 20))\nraise SystemExit('made')")]
    [InlineData("import os\nfor i in range(1 << 20):\n    open(f'/tmp/{i}', 'w').close()")]
    public async Task Memory_is_bounded_whatever_it_is_made_of(string code)
    {
        var result = await RunAsync(CodeLanguage.Python, code, Patience);
        var isRefusedInside = result.Value?.Error is { Name: "MemoryError" or "OSError" or "PermissionError" };
        Assert.True(isRefusedInside || result.Error?.Code == SandboxErrors.DiedCode, $"{result.Error} {result.Value?.Error}");
        await NextIsWellAsync();
    }

    [JailFact]
    public async Task Memory_of_what_is_left_in_the_background_is_bounded_too()
    {
        await using var sandbox = await OpenSandbox.MakeAsync(server);
        var hog = "import os,time\nfor i in range(8):\n    if os.fork()==0:\n        a=bytearray(150<<20)\n        time.sleep(60)\ntime.sleep(60)";
        await sandbox.RunAsync($"setsid /usr/bin/python3 -c '{hog}' >/dev/null 2>&1 </dev/null &");
        const string wait = "for i in $(seq 1200); do pgrep -f '[b]ytearray' >/dev/null || { echo gone; exit; }; sleep 0.1; done";
        var (_, seen) = await sandbox.RunAsync(wait);
        // The first look may be killed together with what it looks for.
        Assert.Equal("gone\n", seen.Length > 0 ? seen : (await sandbox.RunAsync(wait)).Output);
    }

    [JailFact]
    public async Task The_disk_of_a_jail_is_full_before_the_hosts()
    {
        await using var sandbox = await OpenSandbox.MakeAsync(server);
        foreach (var folder in (string[])["/tmp", "/home/user", "/dev/shm"])
        {
            Assert.NotEqual(0, (await sandbox.RunAsync($"for i in 1 2 3 4; do head -c 200M /dev/zero > {folder}/$i || exit 1; done; rm -f {folder}/*")).End!.ExitCode);
            await sandbox.RunAsync($"rm -f {folder}/*");
        }
    }

    [JailTheory]
    [InlineData(CodeLanguage.Bash, "yes")]
    [InlineData(CodeLanguage.Python, "while True:\n    try:\n        print('x' * 9999)\n    except BaseException:\n        pass")]
    public async Task Endless_output_is_cut_and_its_process_killed(CodeLanguage language, string code)
    {
        long live = 0;
        var request = CodeRunnerTests.Request(language, code, new { });
        var result = await server.Runner.RunAsync(request, (_, text) => live += text.Length, default);
        Assert.Equal(SandboxErrors.DiedCode, result.Error!.Code);
        Assert.InRange(live, 1, new SandboxOptions().MaxOutputBytes + 100);
        await NextIsWellAsync();
    }

    [JailFact]
    public async Task A_process_left_in_the_background_ends_with_its_step()
    {
        var result = await RunAsync(CodeLanguage.Bash, "setsid nohup sleep 75319.8642 >/dev/null 2>&1 </dev/null & disown; echo done", Patience);
        Assert.Equal("done", result.Value!.Result.GetString());
        await server.SettledAsync();
        Assert.Empty(HostProcesses.With("75319.8642"));
    }

    [JailFact]
    public async Task The_next_sandbox_finds_nothing_of_the_one_before()
    {
        await PythonAsync("for path in ('/tmp/left', '/home/user/left', '/dev/shm/left'):\n    open(path, 'w').close()\nresult = 1");
        Assert.Equal("[]", await PythonAsync("import os\nresult = [f for d in ('/tmp', '/home/user', '/dev/shm') for f in os.listdir(d) if f != '.hiveflow']"));
    }

    private static string Json(Result<CodeOutcome> result)
    {
        Assert.True(result.IsSuccess, result.Error?.ToString());
        Assert.True(result.Value!.Error is null, result.Value.Error?.ToString());
        return System.Text.Json.JsonSerializer.Serialize(result.Value.Result);
    }

    private async Task<string> PythonAsync(string code) => Json(await RunAsync(CodeLanguage.Python, code, Patience));

    private async Task<Result<CodeOutcome>> RunAsync(CodeLanguage language, string code, TimeSpan timeout) =>
        await server.Runner.RunAsync(CodeRunnerTests.Request(language, code, new { }) with { Timeout = timeout }, null, default);

    private async Task NextIsWellAsync() => Assert.Equal("2", await PythonAsync("result = 1 + 1"));
}

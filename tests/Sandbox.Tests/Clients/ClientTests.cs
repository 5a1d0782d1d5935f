using System.Reflection;
using System.Runtime.CompilerServices;

namespace HiveFlow.Sandbox.Tests.Clients;

/// <summary>
/// E2B's own clients, unmodified, against the local server; each test is the scenario of the same name in <c>clients.mjs</c>.
/// </summary>
public sealed class ClientTests(ClientRun run) : IClassFixture<ClientRun>
{
    [ClientFact]
    public void A_sandbox_is_made_found_and_killed() => Check();

    [ClientFact]
    public void A_list_longer_than_a_page_is_read_page_by_page() => Check();

    [ClientFact]
    public void A_sandbox_can_be_connected_to_and_its_life_changed() => Check();

    [ClientFact]
    public void What_does_not_exist_is_not_found() => Check();

    [ClientFact]
    public void A_wrong_key_is_an_authentication_error() => Check();

    [ClientFact]
    public void A_wrong_access_token_opens_nothing() => Check();

    [ClientFact]
    public void A_lifetime_over_the_limit_is_refused() => Check();

    [ClientFact]
    public void A_command_gives_its_output_and_exit_code() => Check();

    [ClientFact]
    public void A_command_that_fails_throws_with_its_exit_code() => Check();

    [ClientFact]
    public void Variables_of_the_sandbox_reach_its_commands_and_code() => Check();

    [ClientFact]
    public void A_folder_that_is_missing_is_an_invalid_argument() => Check();

    [ClientFact]
    public void A_background_command_takes_input_and_is_killed() => Check();

    [ClientFact]
    public void Closing_standard_input_ends_a_command_that_reads_it() => Check();

    [ClientFact]
    public void A_command_outlives_its_connection_and_can_be_connected_to() => Check();

    [ClientFact]
    public void A_command_that_takes_too_long_is_killed_at_its_own_limit() => Check();

    [ClientFact]
    public void Killing_the_sandbox_ends_a_running_command() => Check();

    [ClientFact]
    public void Files_are_written_read_and_described() => Check();

    [ClientFact]
    public void Several_files_are_written_at_once() => Check();

    [ClientFact]
    public void A_large_file_arrives_whole() => Check();

    [ClientFact]
    public void Folders_are_made_listed_moved_and_removed() => Check();

    [ClientFact]
    public void Missing_and_unfit_paths_have_their_own_errors() => Check();

    [ClientFact]
    public void Signed_addresses_open_one_file_until_they_expire() => Check();

    [ClientFact]
    public void A_watched_folder_tells_what_happens_in_it() => Check();

    [ClientFact]
    public void Code_gives_its_last_value_and_its_output() => Check();

    [ClientFact]
    public void An_error_in_code_is_told_with_its_traceback() => Check();

    [ClientFact]
    public void Text_that_is_not_unicode_is_an_error_and_the_context_lives() => Check();

    [ClientFact]
    public void Rich_values_are_shown_in_their_forms() => Check();

    [ClientFact]
    public void JavaScript_and_bash_keep_their_state_too() => Check();

    [ClientFact]
    public void Contexts_are_apart_from_each_other() => Check();

    [ClientFact]
    public void Variables_of_one_execution_are_gone_after_it() => Check();

    [ClientFact]
    public void Code_that_takes_too_long_is_interrupted_and_its_context_lives() => Check();

    [ClientFact]
    public void Restarting_a_context_ends_the_code_that_runs_in_it() => Check();

    [ClientFact]
    public void A_terminal_is_unimplemented() => Check();

    [ClientFact]
    public void Every_scenario_has_a_test() =>
        Assert.Empty(run.Names.Except(typeof(ClientTests).GetMethods(BindingFlags.Instance | BindingFlags.Public).Select(method => method.Name)));

    private void Check([CallerMemberName] string scenario = "") => run.Check(scenario);
}

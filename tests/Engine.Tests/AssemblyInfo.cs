// The simulation takes every core; beside it the tests of waiting would only wait longer.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

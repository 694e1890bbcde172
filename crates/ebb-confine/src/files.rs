//! Which files and ports are left, by Landlock.

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, RestrictionStatus, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use crate::{Held, Needs};

/// Newest kernel interface whose rights are asked for; an older kernel holds those it knows.
const NEWEST: ABI = ABI::V6;

/// What the system is asked for a number of processors and the zone of the clock: nothing of the user's.
const SYSTEM: &[&str] = &[
    "/proc/cpuinfo",
    "/proc/self/cgroup",
    "/proc/self/mountinfo",
    "/sys/fs/cgroup",
    "/sys/devices/system/cpu",
    "/etc/localtime",
    "/etc/timezone",
    "/usr/share/zoneinfo",
];

pub(crate) fn confine(needs: &Needs<'_>) -> Held {
    match restricted(needs) {
        Ok(status) => match status.ruleset {
            RulesetStatus::FullyEnforced => Held::ByKernel,
            RulesetStatus::PartiallyEnforced => Held::InPart,
            RulesetStatus::NotEnforced => Held::Not,
        },
        Err(_) => Held::Not,
    }
}

fn restricted(needs: &Needs<'_>) -> Result<RestrictionStatus, RulesetError> {
    let reading: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    // A change of names in one folder, and taking the unfinished file away. Neither opens a file.
    let renaming: BitFlags<AccessFs> = AccessFs::MakeReg | AccessFs::RemoveFile;
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .add_rules(path_beneath_rules(needs.reads, reading))?
        .add_rules(path_beneath_rules(SYSTEM, reading))?
        .add_rules(path_beneath_rules(needs.renames_in, renaming))?
        .restrict_self()
}

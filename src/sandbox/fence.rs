//! What the child takes from itself before it reads anything, for good and for all it starts: memory, time, files, the
//! network. Limits by setrlimit(2), calls by seccomp(2), paths by Landlock(7) where the kernel has it.

use rustix::process::{Resource, Rlimit, setrlimit};

/// The fence could not be closed.
#[derive(Debug)]
pub(super) struct Open;

/// Address space, in bytes.
const MEMORY: u64 = 768 << 20;
/// Time of a processor, in seconds.
const SECONDS: u64 = 20;
/// Open files.
const FILES: u64 = 32;

/// Closes the fence.
pub(super) fn close() -> Result<(), Open> {
    for (what, most) in [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Nofile, FILES),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) }).map_err(|_| Open)?;
    }
    calls::close()
}

#[cfg(not(target_os = "linux"))]
mod calls {
    /// Elsewhere nothing keeps a process from the network, so no file is read.
    pub(super) fn close() -> Result<(), super::Open> {
        Err(super::Open)
    }
}

#[cfg(target_os = "linux")]
mod calls {
    use std::collections::BTreeMap;

    use landlock::{
        ABI, Access as _, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _,
        path_beneath_rules,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };

    use super::Open;

    /// Where pdftotext and its libraries and tables are.
    const READABLE: &[&str] = &["/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts"];

    /// Forbids what no reader of files needs.
    pub(super) fn close() -> Result<(), Open> {
        paths().map_err(|_| Open)?;
        let filter = filter().ok_or(Open)?;
        seccompiler::apply_filter(&filter).map_err(|_| Open)
    }

    /// Nothing is written, and nothing read or run but programs and libraries. An old kernel does without.
    fn paths() -> Result<(), landlock::RulesetError> {
        let abi = ABI::V3;
        Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(abi))?
            .create()?
            .add_rules(path_beneath_rules(READABLE, AccessFs::from_read(abi)))?
            .restrict_self()?;
        Ok(())
    }

    fn filter() -> Option<BpfProgram> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> = FORBIDDEN.iter().map(|call| (*call, Vec::new())).collect();
        rules.insert(libc::SYS_openat, writing(2)?);
        #[cfg(target_arch = "x86_64")]
        {
            rules.extend(FORBIDDEN_OF_OLD.iter().map(|call| (*call, Vec::new())));
            rules.insert(libc::SYS_open, writing(1)?);
        }
        let refuse = SeccompAction::Errno(u32::try_from(libc::EACCES).ok()?);
        let machine = std::env::consts::ARCH.try_into().ok()?;
        SeccompFilter::new(rules, SeccompAction::Allow, refuse, machine).ok()?.try_into().ok()
    }

    /// Opening a file for anything but reading; the flags are the argument of this number.
    fn writing(argument: u8) -> Option<Vec<SeccompRule>> {
        let flag = |mask: i32, value: i32| {
            let (mask, value) = (u64::try_from(mask).ok()?, u64::try_from(value).ok()?);
            let compare = SeccompCmpOp::MaskedEq(mask);
            let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compare, value).ok()?;
            SeccompRule::new(vec![condition]).ok()
        };
        Some(vec![
            flag(libc::O_ACCMODE, libc::O_WRONLY)?,
            flag(libc::O_ACCMODE, libc::O_RDWR)?,
            flag(libc::O_CREAT, libc::O_CREAT)?,
            flag(libc::O_TRUNC, libc::O_TRUNC)?,
        ])
    }

    /// The network, other processes, the kernel's own affairs, and changing what stands on a disk. Starting a process stays
    /// allowed, for pdftotext, which has the same fence. Calls of another architecture end the process.
    const FORBIDDEN: &[i64] = &[
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_kill,
        libc::SYS_pidfd_send_signal,
        libc::SYS_openat2,
        libc::SYS_unlinkat,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        libc::SYS_mkdirat,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_mknodat,
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        libc::SYS_truncate,
        libc::SYS_ftruncate,
        libc::SYS_utimensat,
        libc::SYS_setxattr,
        libc::SYS_removexattr,
        libc::SYS_memfd_create,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_io_uring_setup,
        libc::SYS_userfaultfd,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
    ];

    #[cfg(target_arch = "x86_64")]
    const FORBIDDEN_OF_OLD: &[i64] = &[
        libc::SYS_creat,
        libc::SYS_unlink,
        libc::SYS_rename,
        libc::SYS_mkdir,
        libc::SYS_rmdir,
        libc::SYS_link,
        libc::SYS_symlink,
        libc::SYS_mknod,
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_lchown,
        libc::SYS_utime,
        libc::SYS_utimes,
        libc::SYS_futimesat,
    ];
}

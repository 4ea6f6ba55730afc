//! The tenants that were written this minute, so that a warm connect needs no store.

use std::collections::HashSet;

use super::minute::Minute;

/// At most 4,096 tenants; whoever does not fit in is written once more, which changes nothing.
#[derive(Debug, Default)]
pub struct Recent {
    minute: Option<Minute>,
    tenants: HashSet<String>,
    forgotten: u64,
}

/// State by which [`Recent::remember`] tells whether a tenant was forgotten while it was written.
#[derive(Clone, Copy, Debug)]
pub struct Ticket(u64);

impl Recent {
    /// A ticket to write the tenant with, unless that was done in this very minute.
    pub fn unless_written(&mut self, tenant: &str, minute: Minute) -> Option<Ticket> {
        if self.minute != Some(minute) {
            self.minute = Some(minute);
            self.tenants.clear();
        }
        (!self.tenants.contains(tenant)).then_some(Ticket(self.forgotten))
    }

    /// The tenant was written; not remembered if any was forgotten since the ticket was given,
    /// for then nobody knows which of the two reached the store first.
    pub fn remember(&mut self, tenant: &str, minute: Minute, ticket: Ticket) {
        let is_valid = self.minute == Some(minute) && self.forgotten == ticket.0;
        if is_valid && self.tenants.len() < MOST {
            self.tenants.insert(tenant.to_owned());
        }
    }

    /// The tenant's next connection is to be written, whenever it is.
    pub fn forget(&mut self, tenant: &str) {
        self.forgotten += 1;
        self.tenants.remove(tenant);
    }
}

/// Some 400 KB of the longest ids.
const MOST: usize = 4096;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use shared::request::clock::Moment;

    use super::*;

    fn minute(number: u64) -> Minute {
        Minute::from_moment(Moment {
            wall: Duration::from_mins(number),
            monotonic: Duration::ZERO,
        })
    }

    fn write(recent: &mut Recent, tenant: &str, minute: Minute) -> bool {
        let ticket = recent.unless_written(tenant, minute);
        if let Some(ticket) = ticket {
            recent.remember(tenant, minute, ticket);
        }
        ticket.is_some()
    }

    #[test]
    fn a_tenant_is_written_once_a_minute_whichever_way_the_clock_goes() {
        let mut recent = Recent::default();
        for now in [7, 8, 7] {
            assert!(write(&mut recent, "a", minute(now)));
            assert!(!write(&mut recent, "a", minute(now)));
            assert!(write(&mut recent, "b", minute(now)));
        }
    }

    #[test]
    fn however_many_tenants_there_are_4096_are_remembered() {
        let mut recent = Recent::default();
        for number in 0..100_000 {
            write(&mut recent, &number.to_string(), minute(1));
        }
        assert_eq!(recent.tenants.len(), 4096);
        assert!(!write(&mut recent, "4095", minute(1)));
        assert!(write(&mut recent, "4096", minute(1)));
    }

    #[test]
    fn a_tenant_that_was_forgotten_while_it_was_written_is_written_again() {
        let mut recent = Recent::default();
        let ticket = recent.unless_written("a", minute(1)).unwrap();
        recent.forget("a");
        recent.remember("a", minute(1), ticket);
        assert!(recent.unless_written("a", minute(1)).is_some());
    }

    #[test]
    fn what_was_written_in_the_last_minute_is_not_remembered_in_this_one() {
        let mut recent = Recent::default();
        let ticket = recent.unless_written("a", minute(1)).unwrap();
        recent.unless_written("b", minute(2));
        recent.remember("a", minute(1), ticket);
        assert!(recent.unless_written("a", minute(2)).is_some());
    }
}

//! One function: the events that wait for it, and its execution environments, each of which takes one
//! event at a time.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::oneshot;

use super::job::{Invocation, Job, Outcome};
use super::process::Process;
use super::program::{Host, Program, Settings};
use crate::clock::now;

#[derive(Debug)]
pub(crate) struct Function {
    name: String,
    host: Arc<Host>,
    settings: Settings,
    program: Option<Program>,
    waiting: VecDeque<Job>,
    environments: Vec<Environment>,
}

#[derive(Debug)]
struct Environment {
    number: u64,
    process: Process,
    /// Cleared when there is a newer program: it may end its work, and gets no more.
    is_current: bool,
    has_polled: bool,
    work: Work,
}

#[derive(Debug)]
enum Work {
    /// It starts, or has answered and will ask for the next event.
    Soon,
    Idle(oneshot::Sender<Invocation>),
    Busy {
        request_id: String,
        outcome: oneshot::Sender<Outcome>,
        until: Instant,
    },
}

impl Function {
    pub(crate) fn new(name: &str, host: Arc<Host>, settings: Settings) -> Self {
        Self {
            name: name.to_owned(),
            host,
            settings,
            program: None,
            waiting: VecDeque::new(),
            environments: Vec::new(),
        }
    }

    /// Takes a program up. Environments of another one, or with other settings, get no more events.
    pub(crate) fn deploy(&mut self, program: Program, settings: Settings) {
        let is_same = self.program.as_ref() == Some(&program) && self.settings == settings;
        self.program = Some(program);
        self.settings = settings;
        if !is_same {
            self.retire();
        }
    }

    /// Takes the program away: it belongs to sources that are no longer the present ones.
    pub(crate) fn withdraw(&mut self) {
        self.program = None;
        self.retire();
    }

    pub(crate) fn enqueue(&mut self, job: Job, numbers: &mut u64) {
        self.waiting.push_back(job);
        self.dispatch(numbers);
    }

    /// An environment asks for an event. Where it gets none any more, its request is given up.
    pub(crate) fn polled(&mut self, number: u64, poller: oneshot::Sender<Invocation>, numbers: &mut u64) {
        let mut current = self.environments.iter_mut().filter(|known| known.is_current);
        if let Some(environment) = current.find(|known| known.number == number) {
            environment.has_polled = true;
            environment.work = Work::Idle(poller);
            self.dispatch(numbers);
        }
    }

    /// An environment has worked an event off. Returns whether it had been given it.
    pub(crate) fn answered(&mut self, number: u64, request_id: &str, answer: Outcome) -> bool {
        let is_of_it = |known: &Environment| {
            known.number == number && matches!(&known.work, Work::Busy { request_id: id, .. } if id == request_id)
        };
        let Some(index) = self.environments.iter().position(is_of_it) else {
            return false;
        };
        let environment = &mut self.environments[index];
        if let Work::Busy { outcome, .. } = mem::replace(&mut environment.work, Work::Soon) {
            // A caller that has gone wants no answer.
            let _ = outcome.send(answer);
        }
        if !environment.is_current {
            self.environments.swap_remove(index);
        }
        true
    }

    /// Removes environments that ended by themselves or work for too long, and answers for them.
    pub(crate) fn sweep(&mut self, numbers: &mut u64) {
        let time = now();
        for mut environment in mem::take(&mut self.environments) {
            let failure = match (environment.process.ended(), &environment.work) {
                (Some(status), _) => Outcome::Ended(format!("it ended by itself ({status})")),
                (None, Work::Busy { until, .. }) if *until <= time => Outcome::TimedOut(self.settings.timeout),
                (None, _) => {
                    self.environments.push(environment);
                    continue;
                }
            };
            match environment.work {
                Work::Busy { outcome, .. } => {
                    let _ = outcome.send(failure);
                }
                // It would end at every start: whoever waits is told, one at a time.
                Work::Soon if !environment.has_polled => {
                    if let Some(job) = self.waiting.pop_front() {
                        let _ = job.outcome.send(failure);
                    }
                }
                Work::Soon | Work::Idle(_) => {}
            }
        }
        self.dispatch(numbers);
    }

    /// Hands waiting events to idle environments, and starts more where there are too few.
    fn dispatch(&mut self, numbers: &mut u64) {
        self.waiting.retain(|job| !job.outcome.is_closed());
        while !self.waiting.is_empty() && self.hand_over() {}
        let Some(program) = &self.program else {
            return;
        };
        loop {
            let current = self.environments.iter().filter(|known| known.is_current);
            let soon = current.clone().filter(|known| matches!(known.work, Work::Soon)).count();
            if self.waiting.len() <= soon || current.count() >= MOST_ENVIRONMENTS {
                return;
            }
            *numbers += 1;
            match program.start(&self.name, *numbers, self.settings, &self.host) {
                Ok(process) => self.environments.push(Environment {
                    number: *numbers,
                    process,
                    is_current: true,
                    has_polled: false,
                    work: Work::Soon,
                }),
                Err(error) => {
                    for job in self.waiting.drain(..) {
                        let _ = job
                            .outcome
                            .send(Outcome::Ended(format!("it cannot be started: {error}")));
                    }
                }
            }
        }
    }

    /// Hands the first waiting event to an idle environment. Returns whether there was one.
    fn hand_over(&mut self) -> bool {
        let is_idle = |known: &&mut Environment| known.is_current && matches!(known.work, Work::Idle(_));
        let Some(environment) = self.environments.iter_mut().find(is_idle) else {
            return false;
        };
        let Work::Idle(poller) = mem::replace(&mut environment.work, Work::Soon) else {
            return false;
        };
        let Some(job) = self.waiting.pop_front() else {
            return false;
        };
        let timeout = self.settings.timeout;
        match poller.send(job.invocation(timeout)) {
            Ok(()) => {
                environment.work = Work::Busy {
                    request_id: job.request_id,
                    outcome: job.outcome,
                    until: now() + timeout,
                };
            }
            // Its program has ended while it waited; the next sweep removes it.
            Err(_) => self.waiting.push_front(job),
        }
        true
    }

    fn retire(&mut self) {
        self.environments.retain_mut(|environment| {
            environment.is_current = false;
            matches!(environment.work, Work::Busy { .. })
        });
    }
}

/// Enough for a page that loads much at once.
const MOST_ENVIRONMENTS: usize = 10;

//! All pages of a list, bounded in number and in time.

use std::collections::{BTreeMap, HashSet};
use std::marker::PhantomData;
use std::time::Duration;

use axum::http::HeaderMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::to_raw_value;
use verify::session::TenantSession;

use super::{Answer, CallError, DocumentOrigin, Erp, ErpError, Failure, GraphqlRequest, OperationKind};
use crate::request::context::{RequestContext, Upstream};
use crate::request::problem::ApiError;

/// The pages of one list, one after the other: see [`Erp::pages`].
#[derive(Debug)]
pub struct Pages<'a, T, V> {
    erp: &'a Erp,
    session: &'a TenantSession,
    context: &'a RequestContext,
    document: &'a str,
    variables: V,
    most: u16,
    timeout: Duration,
    progress: Progress,
    nodes: PhantomData<fn() -> T>,
}

/// The state of the list so far.
#[derive(Debug, Default)]
struct Progress {
    /// The request with a budget for these calls, and the time that it had left before the first.
    budget: Option<(RequestContext, Duration)>,
    asked: u16,
    /// Every cursor that was followed, and the last one.
    followed: HashSet<String>,
    after: Option<String>,
    is_over: bool,
    bound: Option<Bound>,
}

/// A bound that ended a list before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// As many pages were read as may be.
    Pages,
    /// Its time was over.
    Time,
}

/// One page.
#[derive(Debug)]
pub struct Page<T> {
    /// Its nodes.
    pub nodes: Vec<T>,
    /// The errors beside them.
    pub errors: Vec<Value>,
    /// The ERP's word on its rate limit.
    pub headers: HeaderMap,
}

/// All pages that were read.
#[derive(Debug)]
pub struct AllPages<T> {
    /// The nodes in the order of the pages.
    pub nodes: Vec<T>,
    /// The errors beside them.
    pub errors: Vec<Value>,
    /// The bound that ended the list before its end; `None` where it is whole.
    pub bound: Option<Bound>,
    /// The ERP's word on its rate limit, with the last page.
    pub headers: HeaderMap,
}

impl Erp {
    /// The pages of the list that `document` asks for, in the name of `session`; nothing is sent before
    /// the first [`Pages::next`].
    ///
    /// The document is a query whose one root field is the list. It declares `$after: String`, hands it
    /// on as `after: $after`, has a literal page size (`first: 200`) and asks for
    /// `nodes { … } pageInfo { hasNextPage endCursor }`. `variables` is an object of all others.
    ///
    /// At most [`MOST_PAGES`] pages are read, 20 unless [`Pages::at_most`] says otherwise, and within
    /// the time that the request has left unless [`Pages::timeout`] says less. The calls have a budget
    /// of their own, one for each page and one more for all of them, beside the request's two.
    pub fn pages<'a, T: DeserializeOwned, V: Serialize>(
        &'a self,
        session: &'a TenantSession,
        context: &'a RequestContext,
        document: &'a str,
        variables: V,
    ) -> Pages<'a, T, V> {
        Pages {
            erp: self,
            session,
            context,
            document,
            variables,
            most: 20,
            timeout: Duration::MAX,
            progress: Progress::default(),
            nodes: PhantomData,
        }
    }
}

impl<T: DeserializeOwned, V: Serialize> Pages<'_, T, V> {
    /// The same with another bound on their number, from 1 to [`MOST_PAGES`].
    #[must_use]
    pub fn at_most(mut self, pages: u16) -> Self {
        self.most = pages.clamp(1, MOST_PAGES);
        self
    }

    /// The same with a bound on the time for all of them.
    #[must_use]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }

    /// The next page; `None` behind the last one, and where [`Pages::bound`] was met. After a failure
    /// there is none either.
    ///
    /// # Errors
    /// As in [`Erp::query`]. A list that repeats a cursor, or has a next page without one, is a failure
    /// of the ERP.
    pub async fn next(&mut self) -> Result<Option<Page<T>>, Failure> {
        let most = self.most;
        let (context, time) = {
            let (budget, had) = self.progress.budget.get_or_insert_with(|| {
                let budget = self.context.with_budget(Upstream::Erp, most + 1);
                (budget, self.context.time_left())
            });
            let spent = had.saturating_sub(budget.time_left());
            (budget.clone(), self.timeout.saturating_sub(spent))
        };
        if self.progress.is_over {
            return Ok(None);
        }
        if let Some(bound) = self.progress.met(most, time.min(context.time_for_calls())) {
            self.progress.end(Some(bound));
            return Ok(None);
        }
        match self.ask(&context, time).await {
            Ok(page) => Ok(Some(page)),
            // Its own time was over before the page came: the pages before it are whole.
            Err(failure) if self.is_late(&failure, time, &context) => {
                self.progress.end(Some(Bound::Time));
                Ok(None)
            }
            Err(failure) => {
                self.progress.end(None);
                Err(failure)
            }
        }
    }

    /// The bound that ended the pages before the list's end.
    pub fn bound(&self) -> Option<Bound> {
        self.progress.bound
    }

    /// All pages.
    ///
    /// # Errors
    /// The first failure of [`Pages::next`]: nodes that are not all there are not passed off as such.
    pub async fn collect(mut self) -> Result<AllPages<T>, Failure> {
        let mut all = AllPages {
            nodes: Vec::new(),
            errors: Vec::new(),
            bound: None,
            headers: HeaderMap::new(),
        };
        while let Some(page) = self.next().await? {
            all.nodes.extend(page.nodes);
            all.errors.extend(page.errors);
            all.headers = page.headers;
        }
        all.bound = self.bound();
        Ok(all)
    }

    async fn ask(&mut self, context: &RequestContext, timeout: Duration) -> Result<Page<T>, Failure> {
        let variables = Variables {
            after: self.progress.after.as_deref(),
            others: &self.variables,
        };
        let variables = to_raw_value(&variables).map_err(|_| ApiError::Internal)?;
        let request = GraphqlRequest {
            query: self.document,
            variables: Some(&variables),
            operation_name: None,
            kind: OperationKind::Query,
            origin: DocumentOrigin::Item,
        };
        self.progress.asked += 1;
        let data = self
            .erp
            .call_with_timeout(self.session, context, &request, timeout)
            .await?;
        let Answer {
            data, errors, headers, ..
        } = data.parse::<BTreeMap<String, Connection<T>>>()?;
        let mut lists = data.into_values();
        let (Some(Connection { nodes, page_info }), None) = (lists.next(), lists.next()) else {
            tracing::error!("a document for pages must have one root field");
            return Err(ApiError::Internal.into());
        };
        if self.progress.follow(page_info) {
            Ok(Page { nodes, errors, headers })
        } else {
            let tenant = self.session.tenant_id();
            tracing::warn!(
                request.id = context.id(),
                tenant.id = tenant,
                "ERP pagination does not advance"
            );
            Err(Failure::with_errors(errors, headers))
        }
    }

    /// A very first page that is late is an error, never an empty list.
    fn is_late(&self, failure: &Failure, time: Duration, context: &RequestContext) -> bool {
        let timed_out = matches!(
            failure.error,
            CallError::Erp {
                kind: ErpError::TimedOut,
                ..
            }
        );
        timed_out && self.progress.asked > 1 && time < context.time_for_calls()
    }
}

impl Progress {
    fn met(&self, most: u16, time: Duration) -> Option<Bound> {
        if self.asked >= most {
            Some(Bound::Pages)
        } else if self.asked > 0 && time.is_zero() {
            Some(Bound::Time)
        } else {
            None
        }
    }

    fn end(&mut self, bound: Option<Bound>) {
        self.is_over = true;
        self.bound = bound;
    }

    /// Moves on to the next page; `false` where there is one, but no new way to it.
    fn follow(
        &mut self,
        PageInfo {
            has_next_page,
            end_cursor,
        }: PageInfo,
    ) -> bool {
        match end_cursor {
            _ if !has_next_page => {
                self.is_over = true;
                true
            }
            Some(cursor) if self.followed.insert(cursor.clone()) => {
                self.after = Some(cursor);
                true
            }
            _ => false,
        }
    }
}

#[derive(Serialize)]
struct Variables<'a, V> {
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
    #[serde(flatten)]
    others: &'a V,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection<T> {
    nodes: Vec<T>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    #[serde(deserialize_with = "flag")]
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// Reads `hasNextPage` and `hasPreviousPage`: one exported schema has `hasNextPage: Int`.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(flag),
        Value::Number(number) => Ok(number.as_f64() != Some(0.0)),
        _ => Err(serde::de::Error::custom("neither true, false nor a number")),
    }
}

/// The most pages of one list: of 500 nodes each, 50,000.
pub const MOST_PAGES: u16 = 100;

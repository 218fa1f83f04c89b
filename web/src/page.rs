//! What every page needs.

use std::borrow::Cow;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use tracing::error;

use crate::{assets::Assets, language::Language};

/// The frame around a page: `templates/base.html` reads it.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language it is in.
    pub t: Language,
    /// Where files are.
    pub assets: Assets,
    /// The page's own path, with its query, for the links to other languages.
    pub here: Cow<'static, str>,
    /// The company's name.
    pub company: String,
}

impl Frame {
    /// The same page in another language.
    #[must_use]
    pub fn in_language(&self, tag: &str) -> String {
        let sign = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{sign}lang={tag}", self.here)
    }

    /// The languages to choose from, each with its own name.
    #[must_use]
    pub fn languages(&self) -> Vec<Choice> {
        Language::all()
            .map(|language| Choice {
                tag: language.tag(),
                name: language.say("language.name"),
                chosen: language == self.t,
            })
            .collect()
    }
}

/// A language in the switch.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Its tag.
    pub tag: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    /// Is the page in it?
    pub chosen: bool,
}

/// A page as an answer.
pub fn show(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(fault) => {
            // Writing to memory does not fail, and templates are checked when they are compiled.
            error!("A page could not be made: {fault}.");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

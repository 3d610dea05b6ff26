/**
 * Why a fact holds and how a decision came about, as typed values, and views of them: text, JSON,
 * DOT and one self-contained HTML page.
 *
 * <p>An explanation is read from the proof graph that the reasoner recorded; nothing is concluded
 * here. Views take every number and every sentence from the typed explanation when they are
 * rendered, so no two views can disagree.
 *
 * <p>Pages are built as a tree of {@code Html} values and not from templates: text can enter such a
 * tree only as text, so what comes from a note, a label or an IRI is escaped by construction, and a
 * page needs neither a template compiler nor a convention about which expressions are safe.
 */
@NullMarked
package org.rationale.explanations;

import org.jspecify.annotations.NullMarked;

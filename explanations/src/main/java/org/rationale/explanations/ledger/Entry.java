package org.rationale.explanations.ledger;

import java.util.SortedMap;

/**
 * One line of a ledger.
 *
 * @param before the root of all entries before it
 * @param decided what was decided, as JSON
 * @param index from 0
 * @param personal for each personal field the SHA-256 of its salt and its value
 * @param time when it was added, as in ISO 8601
 */
record Entry(
    String before,
    SortedMap<String, Object> decided,
    long index,
    SortedMap<String, String> personal,
    String time) {}

package org.rationale.perception;

import java.util.List;

/**
 * A phrase that changes how findings near it are to be read.
 *
 * @param words as the tokenizer splits them
 * @param effect what it says of the findings in its scope; for a termination, what it ends
 * @param direction where its scope lies
 */
record Trigger(String phrase, List<String> words, Effect effect, Direction direction) {

  Trigger {
    words = List.copyOf(words);
  }

  enum Effect {
    NEGATED,
    POSSIBLE,
    HYPOTHETICAL,
    HISTORICAL,
    FAMILY,
    /** Someone else who is no relative: no percept of the patient follows. */
    OTHER,
    /** Of a termination: it ends all of them. Of a pseudo-trigger: it has none. */
    ANY;

    /** Whether it is a reason to read a finding so. */
    boolean speaksFor(Context context) {
      return switch (this) {
        case NEGATED -> context == Context.ABSENT;
        case POSSIBLE -> context == Context.POSSIBLE;
        case HISTORICAL -> context == Context.HISTORICAL;
        case FAMILY -> context == Context.FAMILY;
        case HYPOTHETICAL, OTHER, ANY -> false;
      };
    }
  }

  enum Direction {
    /** The scope follows the trigger. */
    FORWARD,
    /** The scope follows the trigger, up to a comma, unless a list with "or" goes on behind it. */
    FOLLOWING,
    /** The scope precedes the trigger. */
    BACKWARD,
    /** Both sides of the sentence. */
    BOTH,
    /** Both sides, up to a comma. */
    SEGMENT,
    /** The scope precedes the trigger, up to a comma. */
    PRECEDING,
    /** The scope follows a trigger that opens its part between commas; else it is that part. */
    EITHER,
    /** Its words look like a finding and are none: {@code hay fever}, {@code smoke alarm}. */
    LOOKALIKE,
    /** Looks like a trigger and is none. */
    PSEUDO,
    /** Ends scopes that reach it. */
    TERMINATE
  }
}

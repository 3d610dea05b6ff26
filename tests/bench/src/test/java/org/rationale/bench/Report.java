package org.rationale.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a benchmark found.
 *
 * @param benchmark its name
 * @param ours our side
 * @param other what it was compared with in the same run
 * @param ratio what the aim speaks of
 * @param aim in words, the meaning of the ratio included
 * @param met whether it was reached
 */
record Report(
    String benchmark,
    Map<String, Object> ours,
    Map<String, Object> other,
    double ratio,
    String aim,
    boolean met) {

  /** For a race against another engine. */
  static Report faster(
      String benchmark, Samples.Pair pair, Engine us, Engine other, double atLeast) {
    return new Report(
        benchmark,
        pair.ours().describe(us.name()),
        pair.other().describe(other.name()),
        pair.timesFaster(),
        "the other takes at least %s times as long".formatted(atLeast),
        pair.timesFaster() >= atLeast);
  }

  /** For two ways of our own. */
  static Report notSlower(
      String benchmark, Samples.Pair pair, String us, String other, double atMost) {
    return new Report(
        benchmark,
        pair.ours().describe(us),
        pair.other().describe(other),
        pair.share(),
        "at most %s times the other's time".formatted(atMost),
        pair.share() <= atMost);
  }

  /** One line. */
  String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("benchmark", benchmark);
    fields.put("ours", ours);
    fields.put("other", other);
    fields.put("ratio", Samples.rounded(ratio));
    fields.put("aim", aim);
    fields.put("met", met);
    fields.put("machine", Machine.describe());
    try {
      return new ObjectMapper().writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

package org.rationale.perception;

import java.util.List;
import org.rationale.kg.Region;

/**
 * Which parts of an input a percept rests on, found by hiding one part after the other from the
 * model. It explains what the model did; it is no evidence that the model was right.
 *
 * <p>The weight of a part is by how much hiding it lowers the log-odds of the percept's class, in
 * nats, before calibration: log(p / (1 - p)) with the part minus the same without it. Below 0, the
 * part spoke against the class. Weights do not add up to anything: parts may stand in for each
 * other (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014).
 */
public sealed interface Attribution {

  /** The id of the percept that is explained. */
  String percept();

  /** The input's name in the case. */
  String input();

  /** Of the input that was looked at, as the percept has it. */
  String inputSha256();

  /** How parts were hidden, one sentence for people. */
  String method();

  /**
   * A part of an input and its weight.
   *
   * @param name for people: a column's name, or {@code 2.5 s to 5 s}
   * @param weight in nats
   */
  record Part(String name, double weight) {}

  /**
   * Of a picture.
   *
   * @param box the smallest that holds {@code share} of all weight that speaks for the class, in
   *     pixels of the picture as it is shown; the whole of what was seen if nothing speaks for it
   * @param share between 0 and 1
   * @param overlay a PNG file: the picture in grey, with what speaks for the class in red, what
   *     speaks against it in blue, and the box
   * @param width of the overlay in pixels
   * @param height of the overlay in pixels
   */
  record OfImage(
      String percept,
      String input,
      String inputSha256,
      String method,
      Region.Box box,
      double share,
      byte[] overlay,
      int width,
      int height)
      implements Attribution {}

  /** Of a record: each column, the heaviest first. */
  record OfColumns(
      String percept, String input, String inputSha256, String method, List<Part> columns)
      implements Attribution {
    public OfColumns {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Of a series.
   *
   * @param window the heaviest stretch
   * @param stretches all, in their order
   */
  record OfSeries(
      String percept,
      String input,
      String inputSha256,
      String method,
      Region.Window window,
      List<Part> stretches)
      implements Attribution {
    public OfSeries {
      stretches = List.copyOf(stretches);
    }
  }
}

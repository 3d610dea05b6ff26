package org.rationale.datasets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rationale.kg.InvalidInputException;

/**
 * The Wisconsin diagnostic breast cancer data: 30 measurements of cell nuclei in 569 fine-needle
 * aspirates, each with the diagnosis that followed (Wolberg, Mangasarian, Street and Street, 1995,
 * doi:10.24432/C5DW2B).
 */
record BreastFnaData(List<Row> rows) {

  /** For each of ten features its mean, its standard error, and the mean of its three largest. */
  static final List<String> COLUMNS =
      Stream.of("Mean", "Error", "Worst")
          .flatMap(
              statistic ->
                  Stream.of(
                          "radius",
                          "texture",
                          "perimeter",
                          "area",
                          "smoothness",
                          "compactness",
                          "concavity",
                          "concavePoints",
                          "symmetry",
                          "fractalDimension")
                      .map(feature -> feature + statistic))
          .toList();

  /**
   * One aspirate.
   *
   * @param number of the row in the file, the first row below the header being 1
   * @param values in the order of {@link #COLUMNS}, as written in the file
   * @param malignant the diagnosis
   */
  record Row(int number, List<Double> values, boolean malignant) {
    Row {
      values = List.copyOf(values);
    }

    Map<String, Object> record() {
      Map<String, Object> record = new LinkedHashMap<>();
      for (int i = 0; i < COLUMNS.size(); i++) {
        record.put(COLUMNS.get(i), values.get(i));
      }
      return record;
    }
  }

  /** Rows that serve one purpose each, in the order of the file. */
  record Split(List<Row> train, List<Row> calibration, List<Row> test) {}

  BreastFnaData {
    rows = List.copyOf(rows);
  }

  /**
   * Reads the file in the form that scikit-learn ships it: a header, then 30 numbers and 0 for
   * malignant or 1 for benign.
   */
  static BreastFnaData read(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv, StandardCharsets.UTF_8);
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      if (cells.length != COLUMNS.size() + 1 || !cells[COLUMNS.size()].matches("[01]")) {
        throw new InvalidInputException(
            "bad-row",
            csv + ":" + (i + 1),
            "The row has (%d) cells.".formatted(cells.length),
            "30 numbers and a diagnosis, 0 or 1, are expected.");
      }
      List<Double> values =
          IntStream.range(0, COLUMNS.size()).mapToObj(j -> Double.valueOf(cells[j])).toList();
      rows.add(new Row(i, values, cells[COLUMNS.size()].equals("0")));
    }
    return new BreastFnaData(rows);
  }

  /** Draws three fifths, a fifth and a fifth of either diagnosis. */
  Split split(long seed) {
    List<Row> train = new ArrayList<>();
    List<Row> calibration = new ArrayList<>();
    List<Row> test = new ArrayList<>();
    Random random = new Random(seed);
    for (boolean malignant : new boolean[] {true, false}) {
      List<Row> group =
          new ArrayList<>(rows.stream().filter(row -> row.malignant() == malignant).toList());
      Collections.shuffle(group, random);
      int fifth = group.size() / 5;
      test.addAll(group.subList(0, fifth));
      calibration.addAll(group.subList(fifth, 2 * fifth));
      train.addAll(group.subList(2 * fifth, group.size()));
    }
    Comparator<Row> byNumber = Comparator.comparingInt(Row::number);
    train.sort(byNumber);
    calibration.sort(byNumber);
    test.sort(byNumber);
    return new Split(List.copyOf(train), List.copyOf(calibration), List.copyOf(test));
  }
}

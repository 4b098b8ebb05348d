-- The first key of "slice" and its last, apart from it: whoever reads a row of "slice" copies its arrays.
    select {key: k{.i}[1] as low{.i}, k{.i}[{count:int}] as high{.i} | , } from slice

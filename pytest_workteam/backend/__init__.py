"""The fake itself: state, operations, faults and the record of calls."""

#!/bin/sh
# Creates the namespace and the engine's search attributes; run again, it changes nothing. Reads TEMPORAL_ADDRESS.
set -eu

temporal operator namespace describe --namespace default > /dev/null 2>&1 ||
  temporal operator namespace create --namespace default --retention 30d

known=$(temporal operator search-attribute list --namespace default)

attribute() {
  case "$known" in
    *"$1"*) ;;
    *) temporal operator search-attribute create --namespace default --name "$1" --type "$2" ;;
  esac
}

attribute Region Keyword
attribute Institution Keyword
attribute Procedure Keyword
attribute Stage Keyword
attribute Outcome Keyword
attribute DueAt Datetime
attribute BatchId Keyword

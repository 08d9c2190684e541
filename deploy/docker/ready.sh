#!/usr/bin/env bash
# Exits 0 when the process in this container is ready. Needs no HTTP client in the image.
exec 3<>/dev/tcp/127.0.0.1/8080 || exit 1
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 2 status <&3
[[ $status == *" 200 "* ]]

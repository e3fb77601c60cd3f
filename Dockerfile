# The image holds one static binary, the CA certificates, and nothing else.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /httpcode ./cmd/httpcode

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /httpcode /httpcode
# Not root, and no name needed: scratch has no /etc/passwd.
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/httpcode"]
